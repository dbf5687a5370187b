internal import Linux

/// Paths inside the root of a container, walked as if it were `/` already: a symlink of the image cannot lead out, and
/// magic links of a procfs are not followed (`openat2(2)`).
enum ContainedPath {
    /// Opens what is there, without reading it; symlinks are followed inside the root.
    static func find(
        _ path: String, in root: borrowing Descriptor, followingLast: Bool = true
    ) throws(SystemCallError) -> Descriptor? {
        do throws(SystemCallError) {
            return try walk(path, in: root, followingLast ? .path : [.path, .noFollow])
        } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return nil }
            throw error
        }
    }

    private static func walk(
        _ path: String, in root: borrowing Descriptor, _ flags: OpenFlags
    ) throws(SystemCallError) -> Descriptor {
        guard Safeguard.containedPaths.isOn else { return try open("." + path, flags, at: root.number) }
        return try open(path, in: root, flags)
    }

    /// Opens a directory, and makes it and those above it when they are missing.
    static func directory(
        _ path: String, in root: borrowing Descriptor, mode: UInt32 = 0o755
    ) throws(SystemCallError) -> Descriptor {
        do throws(SystemCallError) { return try walk(path, in: root, [.path, .directory]) } catch {
            if error.errno != .noEntry { throw error }
        }
        if let made = try makeLast(path, in: root, mode: mode) { return made }
        return try make(components(path), in: root, mode: mode, links: 0)
    }

    /// Opens a file to mount upon, and makes an empty one when it is missing.
    static func file(_ path: String, in root: borrowing Descriptor) throws(SystemCallError) -> Descriptor {
        if let found = try find(path, in: root) { return found }
        return try makeFile(components(path), in: root, links: 0)
    }

    /// The directory that holds `path`, and the last component of it.
    static func parent(
        of path: String, in root: borrowing Descriptor
    ) throws(SystemCallError) -> ParentAndName {
        var parts = components(path)
        guard let name = parts.popLast() else {
            throw SystemCallError(call: "openat2", subject: path, errno: .invalid)
        }
        return ParentAndName(directory: try directory("/" + String(joining: parts, by: "/"), in: root), name: name)
    }

    /// The common case: only the last component is missing. Nil: it is not that simple.
    private static func makeLast(
        _ path: String, in root: borrowing Descriptor, mode: UInt32
    ) throws(SystemCallError) -> Descriptor? {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return nil }
        let name = String(path[path.index(after: slash)...])
        if name.isEmpty || name == "." || name == ".." { return nil }
        do throws(SystemCallError) {
            let parent = try walk(String(path[..<slash]), in: root, [.path, .directory])
            try makeDirectory(name, mode: mode, at: parent.number)
            return try open(name, [.path, .directory, .noFollow], at: parent.number)
        } catch {
            if error.errno == .noEntry || error.errno == .exists { return nil }
            throw SystemCallError(call: error.call, subject: path, errno: error.errno)
        }
    }

    private static func components(_ path: String) -> [String] {
        path.parts(between: "/").map { String($0) }.filter { $0 != "." }
    }

    private static func make(
        _ parts: [String], in root: borrowing Descriptor, mode: UInt32, links: Int
    ) throws(SystemCallError) -> Descriptor {
        var done = "/"
        var current = try root.reopenedPath()
        for (index, part) in parts.enumerated() {
            let next = done == "/" ? "/\(part)" : "\(done)/\(part)"
            do throws(SystemCallError) {
                current = try walk(next, in: root, [.path, .directory])
            } catch {
                guard error.errno == .noEntry, part != ".." else { throw error }
                do throws(SystemCallError) { try makeDirectory(part, mode: mode, at: current.number) } catch {
                    guard error.errno == .exists else {
                        throw SystemCallError(call: error.call, subject: next, errno: error.errno)
                    }
                    // A symlink to what does not exist: make what it points to, inside the root.
                    let target = try destination(of: part, in: current, below: done, links: links)
                    return try make(target + parts[(index + 1)...], in: root, mode: mode, links: links + 1)
                }
                current = try walk(next, in: root, [.path, .directory])
            }
            done = next
        }
        return current
    }

    private static func makeFile(
        _ parts: [String], in root: borrowing Descriptor, links: Int
    ) throws(SystemCallError) -> Descriptor {
        let above = "/" + String(joining: Array(parts.dropLast()), by: "/")
        let parent = try directory(above, in: root)
        guard let name = parts.last, name != ".." else {
            throw SystemCallError(call: "openat2", subject: above, errno: .isDirectory)
        }
        do throws(SystemCallError) {
            _ = try open(name, [.create, .exclusive, .noFollow, .writeOnly], mode: 0o644, at: parent.number)
        } catch {
            guard error.errno == .exists else {
                throw SystemCallError(call: error.call, subject: "\(above)/\(name)", errno: error.errno)
            }
            return try makeFile(
                destination(of: name, in: parent, below: above, links: links), in: root, links: links + 1)
        }
        return try open(name, [.path, .noFollow], at: parent.number)
    }

    private static func destination(
        of name: String, in directory: borrowing Descriptor, below above: String, links: Int
    ) throws(SystemCallError) -> [String] {
        if links >= 40 { throw SystemCallError(call: "openat2", subject: name, errno: .loop) }
        let target = try readSymlink(name, at: directory.number).display
        return target.hasPrefix("/") ? components(target) : components(above) + components(target)
    }
}

/// A directory inside the root and a name in it.
struct ParentAndName: ~Copyable {
    let directory: Descriptor
    let name: String
}

extension Descriptor {
    /// A second descriptor for walking only, whatever this one was opened for.
    func reopenedPath() throws(SystemCallError) -> Descriptor { try open(".", in: self, [.path, .directory]) }
}
