public import Linux

/// Reads files of a root file system that is not mounted: its directories on top of one another, as overlay shows them.
///
/// Symlinks are walked as if the topmost directory were `/`; nothing outside of the directories can be reached.
public struct LayeredFiles: Sendable {
    /// Top first.
    let directories: [String]

    public init(directories: [String]) { self.directories = directories }

    /// The contents of a regular file of at most `limit` bytes, or nil when there is none.
    public func contents(of path: String, limit: Int = 1 << 20) throws(EngineError) -> [UInt8]? {
        guard let place = try locate(path) else { return nil }
        return try system("reading \(path) of the container's root file system") { () throws(SystemCallError) in
            // Never opens a fifo or a device that an image put there (it could block or have side effects).
            let handle = try open(place.relative, in: open(place.directory, [.path, .directory]), [.path, .noFollow])
            guard try handle.status().kind == .file else { return nil }
            return try open(handle.procPath, [.readOnly]).readAll(limit: limit)
        }
    }

    /// Whether there is a directory, a file or anything else at the path, and which.
    public func kind(of path: String) throws(EngineError) -> FileStatus.Kind? {
        guard let place = try locate(path) else { return nil }
        return place.kind
    }

    /// The directory of the host and the path below it where a path of the container lies.
    public func locate(_ path: String) throws(EngineError) -> (directory: String, relative: String, kind: FileStatus.Kind)? {
        var wanted = path.parts(between: "/").map { String($0) }
        var walked: [String] = []
        var links = 0
        while true {
            guard let name = wanted.first else {
                guard let top = directories.first else { return nil }
                return walked.isEmpty
                    ? (top, ".", .directory) : try found(walked).map { ($0.directory, String(joining: walked, by: "/"), $0.kind) }
            }
            wanted.removeFirst()
            if name == "." { continue }
            if name == ".." {
                _ = walked.popLast()
                continue
            }
            guard let entry = try found(walked + [name]) else { return nil }
            if entry.kind == .symlink {
                links += 1
                guard links <= 40 else {
                    throw EngineError(.invalid, "\(path) in the container's root file system: too many levels of symbolic links")
                }
                let target = entry.target
                if target.hasPrefix("/") { walked = [] }
                wanted = target.parts(between: "/").map { String($0) } + wanted
                continue
            }
            walked.append(name)
            if entry.kind != .directory && !wanted.isEmpty { return nil }
        }
    }

    /// The topmost entry of exactly this path, no symlink on the way.
    private func found(_ parts: [String]) throws(EngineError) -> (directory: String, kind: FileStatus.Kind, target: String)? {
        next: for directory in directories {
            let marks = LayerMarks(ofTree: directory)
            do throws(SystemCallError) {
                var at = try open(directory, [.path, .directory])
                // Whether the layers below show through is asked only where something is missing.
                var walked: [TreeDirectory] = []
                for (index, part) in parts.enumerated() {
                    if part.utf8.contains(0) { return nil }
                    let status: FileStatus
                    do throws(SystemCallError) {
                        status = try Linux.status(of: part, at: at.number, followingLinks: false)
                    } catch {
                        if error.errno == .noEntry {
                            if try marks.hides(ByteName(part), in: at) { return nil }
                            if try marks.isOpaque(at) { return nil }
                            // Of a layer's root overlayfs asks nothing.
                            for (above, name) in zip(walked, parts).dropFirst(marks.hasNames ? 0 : 1) {
                                if try marks.isOpaque(above.descriptor) { return nil }
                                if try marks.hides(ByteName(name), in: above.descriptor) { return nil }
                            }
                            continue next
                        }
                        throw error
                    }
                    // A whiteout (kernel Documentation/filesystems/overlayfs.rst): what lies below is gone.
                    if status.kind == .characterDevice, status.deviceMajor == 0, status.deviceMinor == 0 { return nil }
                    if index == parts.count - 1 {
                        let target = status.kind == .symlink ? try readSymlink(part, at: at.number).display : ""
                        return (directory, status.kind, target)
                    }
                    guard status.kind == .directory else { return nil }
                    let inside = try open(part, [.path, .directory, .noFollow], at: at.number)
                    walked.append(TreeDirectory(at))
                    at = inside
                }
            } catch {
                throw EngineError("looking for /\(parts.joined(separator: "/")) in \(directory)", error)
            }
        }
        return nil
    }
}
