internal import Linux

/// Copies a directory of a layered root file system into an empty one, by descriptors: links are made, never followed.
struct LayeredCopy: ~Copyable {
    private let target: Descriptor
    /// Owners become those that they are outside of a user namespace.
    private let owners: IdentityMap
    /// Where files with several names went first, relative to the target.
    private var firstNames: [FileIdentity: [ByteName]] = [:]

    private struct FileIdentity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    init(target: consuming Descriptor, owners: IdentityMap = .unchanged) {
        self.target = target
        self.owners = owners
    }

    consuming func run(_ source: LayeredDirectory) throws(SystemCallError) {
        let root = try target.duplicate()
        try copy(source, into: root, path: [])
    }

    private mutating func copy(
        _ source: LayeredDirectory, into directory: borrowing Descriptor, path: [ByteName]
    ) throws(SystemCallError) {
        guard let top = source.parts.first else { return }
        for name in try source.names() {
            guard let (status, part) = try source.look(name) else { continue }
            let inside = path + [name]
            switch status.kind {
            case .directory:
                try makeDirectory(name, mode: 0o700, at: directory.number)
                let made = try open(name, [.readOnly, .directory, .noFollow], at: directory.number)
                try copy(try source.directory(name), into: made, path: inside)
            case .symlink:
                let layer = source.parts[part].number
                try makeSymlink(name, to: try readSymlink(name, at: layer), at: directory.number)
                let owner = owners.outside(user: status.user, group: status.group)
                try setOwner(name, user: owner.user, group: owner.group, at: directory.number)
                try setTimes(name, modified: status.modified, at: directory.number)
            case .file, .fifo, .characterDevice, .blockDevice:
                if status.links > 1 {
                    let identity = FileIdentity(device: status.device, inode: status.inode)
                    if let first = firstNames[identity] {
                        try link(name, in: directory, to: first)
                        continue
                    }
                    firstNames[identity] = inside
                }
                if status.kind == .file {
                    try copyFile(name, status, from: source.parts[part].descriptor, to: directory)
                } else {
                    try makeNode(name, status, in: directory)
                }
            // A socket has no listener outside of the container that made it.
            case .socket, .unknown: continue
            }
        }
        try finish(directory, like: top.descriptor, try top.descriptor.status())
    }

    /// A second name of a file that is there already. Its directory is reached without following links: somebody else may
    /// use the volume by now.
    private func link(_ name: ByteName, in directory: borrowing Descriptor, to first: [ByteName])
        throws(SystemCallError)
    {
        var parent = try target.duplicate()
        for component in first.dropLast() {
            parent = try open(component, [.path, .directory, .noFollow], at: parent.number)
        }
        try makeLink(name, to: first[first.count - 1], at: directory.number, existingAt: parent.number)
    }

    private func copyFile(
        _ name: ByteName, _ status: FileStatus, from layer: borrowing Descriptor, to directory: borrowing Descriptor
    ) throws(SystemCallError) {
        let source = try open(name, [.readOnly, .noFollow, .nonBlocking], at: layer.number)
        let made = try open(
            name, [.writeOnly, .create, .exclusive, .noFollow], mode: 0o600, at: directory.number)
        try FileContents.copy(from: source, to: made, size: status.size)
        try finish(made, like: source, status)
    }

    private func makeNode(
        _ name: ByteName, _ status: FileStatus, in directory: borrowing Descriptor
    ) throws(SystemCallError) {
        let kind: UInt32 =
            switch status.kind {
            case .fifo: 0o010000
            case .characterDevice: 0o020000
            default: 0o060000
            }
        do throws(SystemCallError) {
            try Linux.makeNode(
                name, kind: kind, permissions: 0o600, major: status.deviceMajor, minor: status.deviceMinor,
                at: directory.number)
        } catch {
            // In a user namespace nobody may make devices, and the image has none there either.
            if error.errno == .perm { return }
            throw error
        }
        let owner = owners.outside(user: status.user, group: status.group)
        try setOwner(name, user: owner.user, group: owner.group, at: directory.number)
        let node = try open(name, [.path, .noFollow], at: directory.number)
        try setPermissions(node.procPath, status.permissions)
        try setTimes(name, modified: status.modified, at: directory.number)
    }

    /// Owner before mode and attributes: the kernel clears set-id bits and capabilities when the owner changes.
    private func finish(
        _ made: borrowing Descriptor, like source: borrowing Descriptor, _ status: FileStatus
    ) throws(SystemCallError) {
        let owner = owners.outside(user: status.user, group: status.group)
        try made.setOwner(user: owner.user, group: owner.group)
        try made.setPermissions(status.permissions)
        for name in try source.extendedAttributeNames() where Self.isCopied(name.display) {
            guard let value = try source.extendedAttribute(name) else { continue }
            do throws(SystemCallError) { try made.setExtendedAttribute(name, value) } catch {
                // What this file system or user namespace does not keep is left out, as by overlayfs itself.
                guard error.errno == .notSupported || error.errno == .perm else { throw error }
            }
        }
        try made.setTimes(modified: status.modified)
    }

    /// Neither overlayfs's own marks nor the label of another place.
    private static func isCopied(_ name: String) -> Bool {
        for prefix in ["trusted.overlay.", "user.overlay.", "user.fuseoverlayfs."] where name.hasPrefix(prefix) { return false }
        return name != "security.selinux"
    }
}

/// The bytes of a file, copied as cheaply as the file systems allow; holes stay holes.
enum FileContents {
    static func copy(
        from source: borrowing Descriptor, to target: borrowing Descriptor, size: Int64
    ) throws(SystemCallError) {
        if size == 0 { return }
        if try target.clone(from: source) { return }
        var place: Int64 = 0
        while place < size, let start = try source.nextData(after: place) {
            let end = min(try source.nextHole(after: start), size)
            try copy(from: source, to: target, start, end)
            place = end
        }
        try target.truncate(to: size)
    }

    private static func copy(
        from source: borrowing Descriptor, to target: borrowing Descriptor, _ start: Int64, _ end: Int64
    ) throws(SystemCallError) {
        var place = start
        do throws(SystemCallError) {
            while place < end {
                let count = try target.copyRange(
                    from: source, at: place, to: place, upTo: Int(min(end - place, 1 << 30)))
                if count == 0 { return }
                place += Int64(count)
            }
            return
        } catch {
            // Between some file systems the kernel does not copy: then by hand.
            guard error.errno == .crossDevice || error.errno == .invalid || error.errno == .notSupported else {
                throw error
            }
        }
        try source.seek(to: place)
        try target.seek(to: place)
        while place < end {
            let block = try source.read(upTo: Int(min(end - place, 1 << 18)))
            if block.isEmpty { return }
            try target.write(block)
            place += Int64(block.count)
        }
    }
}
