internal import Linux

/// An open directory that several may hold at once.
final class TreeDirectory {
    let descriptor: Descriptor
    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
    var number: CInt { descriptor.number }
}

/// Where a path leads: a name in an open directory. Only used through that descriptor, never by the path again.
struct FilePlace {
    let parent: TreeDirectory
    /// `.` for the directory itself.
    let name: ByteName
    /// Nil: nothing has that name, but its directory is there.
    let status: FileStatus?
    /// As seen from the root of the tree, links resolved; for messages.
    let path: String
    /// It lies in what is mounted in the tree.
    var isMounted = false

    var isDirectory: Bool { status?.kind == .directory }

    func openDirectory(_ flags: OpenFlags = [.readOnly, .directory]) throws(SystemCallError) -> TreeDirectory {
        TreeDirectory(try open(name, flags.union(.noFollow), at: parent.number))
    }
}

/// A tree of files that somebody else may change while we walk it: a container's root, or the host's.
///
/// Every step goes through a descriptor and follows no link; links are read and walked by hand, `..` never leaves the
/// root. So neither links nor renames lead out of it.
struct FileTree {
    let root: TreeDirectory
    /// What is mounted in it when the container runs, and is not now: paths of the container and of the host.
    var mounts: [(destination: String, source: String, isReadOnly: Bool)] = []

    private struct Step {
        let directory: TreeDirectory
        let name: String
        /// It, or one above, is mounted there.
        let isMounted: Bool
    }

    /// Walks a path. Nil when something above its end is missing or no directory.
    func resolve(_ path: String, followingLast: Bool = true) throws(EngineError) -> FilePlace? {
        do throws(SystemCallError) { return try walk(path, followingLast) } catch {
            if error.errno == .loop { throw EngineError(.invalid, "\(path): too many levels of symbolic links") }
            throw EngineError("looking for \(path)", error)
        }
    }

    private func walk(_ path: String, _ followingLast: Bool) throws(SystemCallError) -> FilePlace? {
        if path.utf8.contains(0) { throw SystemCallError(call: "openat", subject: path, errno: .invalid) }
        var wanted = Array(path.split(separator: "/").map { ByteName(String($0)) }.reversed())
        var stack: [Step] = []
        var links = 0
        while let name = wanted.popLast() {
            if name.bytes == [46] { continue }
            if name.bytes == [46, 46] {
                _ = stack.popLast()
                continue
            }
            let here = stack.last?.directory ?? root
            let isMounted = stack.last?.isMounted ?? false
            let place = text(stack, name)
            if let mount = mounts.first(where: { $0.destination == place }) {
                if let step = try enter(mount, name) {
                    stack.append(step)
                    continue
                }
                return wanted.isEmpty ? try file(mount) : nil
            }
            let status: FileStatus
            do throws(SystemCallError) {
                status = try Linux.status(of: name, at: here.number, followingLinks: false)
            } catch {
                if error.errno == .noEntry, wanted.isEmpty {
                    return FilePlace(parent: here, name: name, status: nil, path: place, isMounted: isMounted)
                }
                if error.errno == .noEntry { return nil }
                throw error
            }
            switch status.kind {
            case .directory:
                do throws(SystemCallError) {
                    let opened = try open(name, [.path, .directory, .noFollow], at: here.number)
                    stack.append(
                        Step(directory: TreeDirectory(opened), name: name.display, isMounted: isMounted))
                } catch {
                    // It has just become something else: look again.
                    guard error.errno == .notDirectory || error.errno == .loop, links < 40 else { throw error }
                    links += 1
                    wanted.append(name)
                }
            case .symlink where followingLast || !wanted.isEmpty:
                links += 1
                if links > 40 { throw SystemCallError(call: "openat", subject: path, errno: .loop) }
                let target = try readSymlink(name, at: here.number).bytes
                if target.first == 47 { stack = [] }
                wanted += target.split(separator: 47).map { ByteName($0) }.reversed()
            default:
                return wanted.isEmpty
                    ? FilePlace(parent: here, name: name, status: status, path: place, isMounted: isMounted) : nil
            }
        }
        let last = stack.last?.directory ?? root
        return FilePlace(
            parent: last, name: ".", status: try last.descriptor.status(),
            path: "/" + stack.map(\.name).joined(separator: "/"), isMounted: stack.last?.isMounted ?? false)
    }

    private func text(_ stack: [Step], _ name: ByteName) -> String {
        stack.map { "/" + $0.name }.joined() + "/" + name.display
    }

    private func enter(
        _ mount: (destination: String, source: String, isReadOnly: Bool), _ name: ByteName
    ) throws(SystemCallError) -> Step? {
        guard try status(of: mount.source).kind == .directory else { return nil }
        let opened = try open(mount.source, [.path, .directory])
        guard mount.isReadOnly else {
            return Step(directory: TreeDirectory(opened), name: name.display, isMounted: true)
        }
        let copy = try opened.cloneTree(recursive: true)
        try copy.setMountAttributes(set: .readOnly, recursive: true)
        return Step(directory: TreeDirectory(copy), name: name.display, isMounted: true)
    }

    /// A file of the host that is bound over one of the container.
    private func file(
        _ mount: (destination: String, source: String, isReadOnly: Bool)
    ) throws(SystemCallError) -> FilePlace {
        let slash = mount.source.lastIndex(of: "/") ?? mount.source.startIndex
        let directory = slash == mount.source.startIndex ? "/" : String(mount.source[..<slash])
        let name = ByteName(String(mount.source[mount.source.index(after: slash)...]))
        let parent = TreeDirectory(try open(directory, [.path, .directory]))
        return FilePlace(
            parent: parent, name: name, status: try status(of: name, at: parent.number, followingLinks: false),
            path: mount.destination, isMounted: true)
    }
}
