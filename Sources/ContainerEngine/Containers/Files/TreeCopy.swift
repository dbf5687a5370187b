internal import Linux

/// How files are copied between two trees.
struct TreeCopyRules {
    enum Owners {
        case all(user: UInt32, group: UInt32)
        /// Each file's own, as the other tree numbers it.
        case each((_ user: UInt32, _ group: UInt32) -> (user: UInt32, group: UInt32))
    }
    var owners: Owners
    /// A directory may take the place of a file, and the other way round.
    var replacesKinds = false
    /// Devices are left out: of a container's, the host must not get any.
    var skipsDevices = false
}

/// Copies a file, or a directory with all that is in it, between two trees that others may change meanwhile: by
/// descriptor, following no link.
struct TreeCopy: ~Copyable {
    private let rules: TreeCopyRules
    /// Where files with several names went first, relative to the target.
    private var firstNames: [FileIdentity: [ByteName]] = [:]
    private var target: TreeDirectory?

    private struct FileIdentity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    init(_ rules: TreeCopyRules) { self.rules = rules }

    /// Copies one name of a directory to a name of another.
    mutating func copy(
        _ name: ByteName, in source: TreeDirectory, to newName: ByteName, in target: TreeDirectory
    ) throws(EngineError) {
        self.target = target
        try copy(name, in: source, to: newName, in: target, path: [newName])
    }

    /// Copies what is in a directory into another one, whose own looks stay.
    mutating func copyContents(of source: TreeDirectory, into target: TreeDirectory) throws(EngineError) {
        self.target = target
        try copyChildren(of: source, into: target, path: [])
    }

    private mutating func copyChildren(
        of source: TreeDirectory, into target: TreeDirectory, path: [ByteName]
    ) throws(EngineError) {
        let names = try kernel("listing", path) { () throws(SystemCallError) in
            try source.descriptor.entries().map(\.name)
        }
        for name in names { try copy(name, in: source, to: name, in: target, path: path + [name]) }
    }

    private mutating func copy(
        _ name: ByteName, in source: TreeDirectory, to newName: ByteName, in target: TreeDirectory, path: [ByteName]
    ) throws(EngineError) {
        let status: FileStatus
        do throws(SystemCallError) {
            status = try Linux.status(of: name, at: source.number, followingLinks: false)
        } catch {
            if error.errno == .noEntry, path.count > 1 { return }  // it went away after its directory was listed
            throw failure("looking at", path, error)
        }
        switch status.kind {
        case .directory: return try copyDirectory(name, status, in: source, to: newName, in: target, path: path)
        // A socket has no listener outside of the container that made it.
        case .socket, .unknown: return
        case .characterDevice, .blockDevice: if rules.skipsDevices { return }
        case .file, .symlink, .fifo: break
        }
        let isBusy = try clearTheWay(newName, in: target, path: path)
        if status.links > 1, !isBusy {
            let identity = FileIdentity(device: status.device, inode: status.inode)
            if let first = firstNames[identity] {
                return try kernel("linking", path) { () throws(SystemCallError) in
                    try link(newName, in: target, to: first)
                }
            }
            firstNames[identity] = path
        }
        try kernel("copying", path) { () throws(SystemCallError) in
            switch status.kind {
            case .file: try copyFile(name, in: source, to: newName, in: target, writesInPlace: isBusy)
            case .symlink:
                try makeSymlink(newName, to: try readSymlink(name, at: source.number), at: target.number)
                let owner = owner(status)
                try setOwner(newName, user: owner.user, group: owner.group, at: target.number)
                try setTimes(newName, modified: status.modified, at: target.number)
            default: try copyNode(status, to: newName, in: target)
            }
        }
    }

    private mutating func copyDirectory(
        _ name: ByteName, _ status: FileStatus, in source: TreeDirectory, to newName: ByteName,
        in target: TreeDirectory,
        path: [ByteName]
    ) throws(EngineError) {
        let opened = try kernel("opening", path) { () throws(SystemCallError) in
            TreeDirectory(try open(name, [.readOnly, .directory, .noFollow], at: source.number))
        }
        let isNew = try directoryIsNew(newName, in: target, path: path)
        let made = try kernel("opening", path) { () throws(SystemCallError) in
            TreeDirectory(try open(newName, [.readOnly, .directory, .noFollow], at: target.number))
        }
        try copyChildren(of: opened, into: made, path: path)
        guard isNew else { return }
        try kernel("setting owner and mode of", path) { () throws(SystemCallError) in
            try finish(made.descriptor, like: opened.descriptor, status)
        }
    }

    private func directoryIsNew(
        _ name: ByteName, in target: TreeDirectory, path: [ByteName]
    ) throws(EngineError) -> Bool {
        do throws(SystemCallError) {
            try makeDirectory(name, mode: 0o700, at: target.number)
            return true
        } catch { guard error.errno == .exists else { throw failure("making", path, error) } }
        let there = try kernel("looking at", path) { () throws(SystemCallError) in
            try Linux.status(of: name, at: target.number, followingLinks: false)
        }
        if there.kind == .directory { return false }
        guard rules.replacesKinds else {
            throw EngineError(
                .conflict, "cannot overwrite non-directory \(Self.text(path)) with a directory: use --overwrite")
        }
        try kernel("replacing", path) { () throws(SystemCallError) in
            try removeFile(name, at: target.number)
            try makeDirectory(name, mode: 0o700, at: target.number)
        }
        return true
    }

    /// Takes away what has the name. True when something is mounted on it, which is left there: then it is written over.
    private func clearTheWay(_ name: ByteName, in target: TreeDirectory, path: [ByteName]) throws(EngineError) -> Bool {
        if try kernel("looking at", path, { () throws(SystemCallError) in try isMountPoint(name, in: target) }) {
            return true
        }
        do throws(SystemCallError) {
            try removeFile(name, at: target.number)
            return false
        } catch {
            switch error.errno {
            case .noEntry: return false
            case .busy: return true
            case .isDirectory, .perm:
                guard (try? Linux.status(of: name, at: target.number, followingLinks: false))?.kind == .directory else {
                    throw failure("replacing", path, error)
                }
            default: throw failure("replacing", path, error)
            }
        }
        guard rules.replacesKinds else {
            throw EngineError(
                .conflict, "cannot overwrite directory \(Self.text(path)) with a non-directory: use --overwrite")
        }
        try kernel("replacing", path) { () throws(SystemCallError) in try removeTree(name, at: target.number) }
        return false
    }

    /// From outside of its mount namespace the kernel lets a mount point be removed, and takes the mount away with it
    /// (since 3.18): a container would lose its `/etc/hosts`.
    private func isMountPoint(_ name: ByteName, in target: TreeDirectory) throws(SystemCallError) -> Bool {
        let there: Descriptor
        do throws(SystemCallError) { there = try open(name, [.path, .noFollow], at: target.number) } catch {
            if error.errno == .noEntry { return false }
            throw error
        }
        return try Self.mount(of: there) != Self.mount(of: target.descriptor)
    }

    /// The number of the mount that an open file lies on (proc_pid_fdinfo(5)).
    private static func mount(of file: borrowing Descriptor) throws(SystemCallError) -> [UInt8] {
        let text = try readFile("/proc/self/fdinfo/\(file.number)", limit: 1 << 16)
        return text.split(separator: 10).first { $0.starts(with: "mnt_id:".utf8) }.map { Array($0) } ?? []
    }

    private func copyFile(
        _ name: ByteName, in source: TreeDirectory, to newName: ByteName, in target: TreeDirectory, writesInPlace: Bool
    ) throws(SystemCallError) {
        // Not blocking, should a fifo have taken the file's place.
        let from = try open(name, [.readOnly, .noFollow, .nonBlocking], at: source.number)
        // The file that was opened counts.
        let status = try from.status()
        guard status.kind == .file else { return }
        let flags: OpenFlags =
            writesInPlace ? [.writeOnly, .truncate, .noFollow] : [.writeOnly, .create, .exclusive, .noFollow]
        let made = try open(newName, flags, mode: 0o600, at: target.number)
        try FileContents.copy(from: from, to: made, size: status.size)
        if !writesInPlace { try finish(made, like: from, status) }
    }

    private func copyNode(_ status: FileStatus, to name: ByteName, in target: TreeDirectory) throws(SystemCallError) {
        let kind: UInt32 =
            switch status.kind {
            case .fifo: 0o010000
            case .characterDevice: 0o020000
            default: 0o060000
            }
        try makeNode(
            name, kind: kind, permissions: 0o600, major: status.deviceMajor, minor: status.deviceMinor,
            at: target.number)
        let owner = owner(status)
        try setOwner(name, user: owner.user, group: owner.group, at: target.number)
        let node = try open(name, [.path, .noFollow], at: target.number)
        try setPermissions(node.procPath, status.permissions)
        try setTimes(name, modified: status.modified, at: target.number)
    }

    /// A second name of a file that was copied. Its directory is reached without following links.
    private func link(_ name: ByteName, in directory: TreeDirectory, to first: [ByteName]) throws(SystemCallError) {
        guard let target else { return }
        var parent = try target.descriptor.duplicate()
        for component in first.dropLast() {
            parent = try open(component, [.path, .directory, .noFollow], at: parent.number)
        }
        try makeLink(name, to: first[first.count - 1], at: directory.number, existingAt: parent.number)
    }

    private func owner(_ status: FileStatus) -> (user: UInt32, group: UInt32) {
        switch rules.owners {
        case .all(let user, let group): (user, group)
        case .each(let map): map(status.user, status.group)
        }
    }

    /// Owner before mode and attributes: the kernel clears set-id bits and capabilities when the owner changes.
    private func finish(
        _ made: borrowing Descriptor, like source: borrowing Descriptor, _ status: FileStatus
    ) throws(SystemCallError) {
        let owner = owner(status)
        try made.setOwner(user: owner.user, group: owner.group)
        try made.setPermissions(status.permissions)
        for name in try source.extendedAttributeNames() {
            guard name.bytes == Array("security.capability".utf8) || name.bytes.starts(with: "user.".utf8),
                !name.bytes.starts(with: "user.overlay.".utf8), let value = try source.extendedAttribute(name)
            else { continue }
            do throws(SystemCallError) { try made.setExtendedAttribute(name, value) } catch {
                guard error.errno == .notSupported || error.errno == .perm else { throw error }
            }
        }
        try made.setTimes(modified: status.modified)
    }

    private static func text(_ path: [ByteName]) -> String { path.map { $0.display }.joined(separator: "/") }

    private func failure(_ doing: String, _ path: [ByteName], _ error: SystemCallError) -> EngineError {
        EngineError("\(doing) \(path.isEmpty ? "the directory" : Self.text(path))", error)
    }

    private func kernel<T: ~Copyable>(
        _ doing: StaticString, _ path: [ByteName], _ body: () throws(SystemCallError) -> T
    ) throws(EngineError) -> T {
        do throws(SystemCallError) { return try body() } catch { throw failure("\(doing)", path, error) }
    }
}
