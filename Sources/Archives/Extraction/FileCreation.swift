internal import Linux

// Regular files, links and nodes.

extension TreeExtractor {
    func addFile(
        _ entry: TarEntry, _ leaf: ByteName, in parent: OpenDirectory, from reader: TarReader
    ) throws(ArchiveError) {
        let file = try replacing(leaf, in: parent, entry, "create") { () throws(SystemCallError) -> Descriptor in
            try open(
                leaf, [.writeOnly, .create, .exclusive, .noFollow], mode: entry.permissions & 0o777,
                at: parent.number)
        }
        try writeContents(entry, to: file, from: reader)
        try setLook(of: file, entry)
        summary.files += 1
    }

    private func writeContents(
        _ entry: TarEntry, to file: borrowing Descriptor, from reader: TarReader
    ) throws(ArchiveError) {
        var end: Int64 = 0
        let isSparse = entry.segments != nil
        let big = options.writesBigFilesDirectly && !isSparse && entry.size >= BigFileWriting.threshold ? bigFiles : nil
        big?.begin()
        while let piece = unsafe try reader.nextContent() {
            let count = unsafe Int64(piece.bytes.count)
            summary.contentBytes += count
            guard summary.contentBytes <= options.budget.maximumBytes else {
                throw failure(
                    .overBudget, "unpack", "more than the limit of \(options.budget.maximumBytes) bytes of files", entry
                )
            }
            do throws(SystemCallError) {
                if let big {
                    try unsafe big.write(piece.bytes, to: file)
                } else if isSparse {
                    try unsafe file.write(piece.bytes, at: piece.offset)
                } else {
                    try unsafe file.write(piece.bytes)
                }
            } catch { throw failure("write", error, entry) }
            end = unsafe piece.offset + count
        }
        do throws(SystemCallError) { try big?.flush(to: file) } catch { throw failure("write", error, entry) }
        if end < entry.size {
            // A hole at the end.
            do throws(SystemCallError) { try file.truncate(to: entry.size) } catch {
                throw failure("set the size of", error, entry)
            }
        }
    }

    /// Owner, mode, attributes and times of a file that is open: in this order, because a new owner clears set-id bits
    /// and capabilities, and every change but the last moves the times.
    private func setLook(of file: borrowing Descriptor, _ entry: TarEntry) throws(ArchiveError) {
        var hasNewOwner = false
        if let (user, group) = owner(of: entry) {
            do throws(SystemCallError) {
                try file.setOwner(user: user, group: group)
                hasNewOwner = true
            } catch { try acceptRefusedOwner(error, entry) }
        }
        if needsMode(entry, hasNewOwner) {
            do throws(SystemCallError) { try file.setPermissions(entry.permissions) } catch {
                throw failure("set the mode of", error, entry)
            }
        }
        for attribute in entry.extendedAttributes where keeps(attribute, entry) {
            do throws(SystemCallError) { try file.setExtendedAttribute(attribute.name, attribute.value) } catch {
                try acceptRefusedAttribute(error, attribute, entry)
            }
        }
        do throws(SystemCallError) { try file.setTimes(modified: entry.modified, accessed: entry.accessed) } catch {
            throw failure("set the times of", error, entry)
        }
    }

    func addSymlink(_ entry: TarEntry, _ leaf: ByteName, in parent: OpenDirectory) throws(ArchiveError) {
        try replacing(leaf, in: parent, entry, "create") { () throws(SystemCallError) in
            try makeSymlink(leaf, to: entry.linkTarget, at: parent.number)
        }
        try setLook(ofLeaf: leaf, in: parent, entry, hasMode: false)
    }

    func addHardLink(_ entry: TarEntry, _ leaf: ByteName, in parent: OpenDirectory) throws(ArchiveError) {
        let target = EntryPath(entry.linkTarget.bytes)
        guard !target.isRoot else { throw failure(.malformed, "link", "its target is the root directory", entry) }
        let targetLeaf = ByteName(target.leaf)
        let from: OpenDirectory
        let existing: FileStatus
        do throws(SystemCallError) {
            from = try linkChain.directory(target.parent)
            existing = try status(of: targetLeaf, at: from.number, followingLinks: false)
        } catch {
            throw failure(
                error.errno == .noEntry ? .malformed : .refused, "link",
                "its target '\(entry.linkTarget.display)' cannot be reached: \(error)", entry)
        }
        guard existing.kind != .directory else {
            throw failure(.malformed, "link", "its target '\(entry.linkTarget.display)' is a directory", entry)
        }
        do throws(SystemCallError) {
            try makeLink(leaf, to: targetLeaf, at: parent.number, existingAt: from.number)
            return
        } catch {
            guard error.errno == .exists else { throw failure("link", error, entry) }
        }
        let inTheWay = try kernel("link", entry) { () throws(SystemCallError) in
            try status(of: leaf, at: parent.number, followingLinks: false)
        }
        // A link to itself would be lost if what has the name were removed first.
        if inTheWay.inode == existing.inode, inTheWay.device == existing.device { return }
        try clearTheWay(leaf, in: parent, entry)
        try kernel("link", entry) { () throws(SystemCallError) in
            try makeLink(leaf, to: targetLeaf, at: parent.number, existingAt: from.number)
        }
    }

    func addNode(_ entry: TarEntry, _ leaf: ByteName, in parent: OpenDirectory) throws(ArchiveError) {
        let kind: UInt32 =
            switch entry.kind {
            case .characterDevice: 0o020000
            case .blockDevice: 0o060000
            default: 0o010000
            }
        let isDevice = entry.kind != .fifo
        if isDevice, options.devices == .skipped {
            summary.skippedDevices += 1
            return
        }
        do throws(ArchiveError) {
            try replacing(leaf, in: parent, entry, "create") { () throws(SystemCallError) in
                try makeNode(
                    leaf, kind: kind, permissions: entry.permissions & 0o777, major: entry.deviceMajor,
                    minor: entry.deviceMinor, at: parent.number)
            }
        } catch {
            guard isDevice, options.devices == .wherePermitted, error.errno == .perm else { throw error }
            summary.skippedDevices += 1
            summary.remark("device '\(entry.name.display)' left out: not permitted here")
            return
        }
        try setLook(ofLeaf: leaf, in: parent, entry, hasMode: true)
    }

    /// As for a file, by name: for what cannot be opened without effect.
    private func setLook(
        ofLeaf leaf: ByteName, in parent: OpenDirectory, _ entry: TarEntry, hasMode: Bool
    ) throws(ArchiveError) {
        if let (user, group) = owner(of: entry) {
            do throws(SystemCallError) {
                try Linux.setOwner(leaf, user: user, group: group, at: parent.number)
            } catch { try acceptRefusedOwner(error, entry) }
        }
        if hasMode, needsMode(entry, true) {
            // The node was made by us a moment ago; a symlink put in its place is not followed, O_PATH sees to that.
            try kernel("set the mode of", entry) { () throws(SystemCallError) in
                let node = try open(leaf, [.path, .noFollow], at: parent.number)
                try setPermissions(node.procPath, entry.permissions)
            }
        }
        for attribute in entry.extendedAttributes where keeps(attribute, entry) {
            do throws(SystemCallError) {
                let place = ByteName(Array("\(parent.descriptor.procPath)/".utf8) + leaf.bytes)
                try setExtendedAttribute(attribute.name, attribute.value, of: place)
            } catch { try acceptRefusedAttribute(error, attribute, entry) }
        }
        try kernel("set the times of", entry) { () throws(SystemCallError) in
            try setTimes(leaf, modified: entry.modified, accessed: entry.accessed, at: parent.number)
        }
    }
}
