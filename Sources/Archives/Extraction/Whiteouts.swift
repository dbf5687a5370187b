internal import Linux

// Names that take away what lies below (OCI image specification, "Whiteouts").

extension FileStatus {
    /// How overlayfs marks a name that is gone: a character device 0:0.
    var isWhiteout: Bool { kind == .characterDevice && deviceMajor == 0 && deviceMinor == 0 }
}

extension TreeExtractor {
    private static var mark: [UInt8] { Array(".wh.".utf8) }

    /// Whether the entry is a whiteout, which is then done.
    func handleWhiteout(_ path: EntryPath, _ entry: TarEntry) throws(ArchiveError) -> Bool {
        // ".wh." is rare: four comparisons tell.
        let leaf = path.leaf
        guard leaf.count >= 4, leaf[leaf.startIndex] == 0x2e, leaf.starts(with: Self.mark) else { return false }
        let target = leaf.dropFirst(4)
        if target.starts(with: Self.mark) {
            // ".wh..wh.…" is AUFS's own, of which only the opaque mark means something to others.
            if target.elementsEqual(".wh..opq".utf8) { try hideAll(path, entry) }
            return true
        }
        guard !target.isEmpty, !target.elementsEqual([0x2e]), !target.elementsEqual([0x2e, 0x2e]) else {
            throw failure(.malformed, "unpack", "the whiteout names no file", entry)
        }
        try hide(ByteName(target), path, entry)
        return true
    }

    // MARK: One name

    private func hide(_ name: ByteName, _ path: EntryPath, _ entry: TarEntry) throws(ArchiveError) {
        guard case .overlay(let attributes) = options.whiteouts else { return try remove(name, path, entry) }
        let parent = try directory(of: path, entry)
        do throws(SystemCallError) {
            try makeNode(name, kind: 0o020000, permissions: 0, at: parent.number)
            return
        } catch {
            if error.errno == .perm {
                throw ArchiveError(
                    .refused, "whiteout", entry: entry.name.display, offset: entry.headerOffset,
                    cause: "\(error); whiteouts in a user namespace need Linux 5.8 or newer", errno: error.errno)
            }
            guard error.errno == .exists else { throw failure("whiteout", error, entry) }
        }
        // The layer brings something of that name itself: that stays, and hides what is below. A directory would be
        // merged with the one below, unless it is opaque.
        let existing = try kernel("whiteout", entry) { () throws(SystemCallError) in
            try status(of: name, at: parent.number, followingLinks: false)
        }
        guard existing.kind == .directory else { return }
        let directory = try kernel("whiteout", entry) { () throws(SystemCallError) in
            try open(name, [.path, .directory, .noFollow], at: parent.number)
        }
        try makeOpaque(directory, attributes, entry)
    }

    private func remove(_ name: ByteName, _ path: EntryPath, _ entry: TarEntry) throws(ArchiveError) {
        guard let parent = try existingDirectory(of: path, entry) else { return }
        chain.forget()
        linkChain.forget()
        try kernel("remove", entry) { () throws(SystemCallError) in try removeTree(name, at: parent.number) }
    }

    // MARK: All names in a directory

    private func hideAll(_ path: EntryPath, _ entry: TarEntry) throws(ArchiveError) {
        guard case .overlay(let attributes) = options.whiteouts else {
            guard let parent = try existingDirectory(of: path, entry) else { return }
            chain.forget()
            linkChain.forget()
            return try kernel("empty the directory of", entry) { () throws(SystemCallError) in
                try removeOthers(in: parent.descriptor, path: Array(path.parent))
            }
        }
        let parent = try directory(of: path, entry)
        try makeOpaque(parent.descriptor, attributes, entry)
    }

    /// Says that nothing of the same directory in layers below shows through (kernel: Documentation/filesystems/overlayfs).
    func makeOpaque(
        _ directory: borrowing Descriptor, _ attributes: ExtractionOptions.OverlayAttributes, _ entry: TarEntry
    ) throws(ArchiveError) {
        let name = "\(attributes.rawValue).overlay.opaque"
        do throws(SystemCallError) {
            // By way of /proc, because an O_PATH descriptor has no attributes of its own.
            try setExtendedAttribute(name, [0x79], of: directory.procPath, followingLinks: true)
        } catch { throw failure("mark as opaque the directory of", error, entry) }
    }

    /// Removes what this archive did not bring, all the way down.
    private func removeOthers(in directory: borrowing Descriptor, path: [UInt8]) throws(SystemCallError) {
        let readable = try open(".", [.readOnly, .directory], at: directory.number)
        for child in try readable.entries() {
            let childPath = path.isEmpty ? child.name.bytes : path + [0x2f] + child.name.bytes
            if !made.contains(childPath) {
                try removeTree(child.name, at: readable.number)
            } else if try status(of: child.name, at: readable.number, followingLinks: false).kind == .directory {
                let inside = try open(child.name, [.path, .directory, .noFollow], at: readable.number)
                try removeOthers(in: inside, path: childPath)
            }
        }
    }

    private func directory(of path: EntryPath, _ entry: TarEntry) throws(ArchiveError) -> OpenDirectory {
        do throws(SystemCallError) { return try chain.directory(path.parent) } catch {
            throw failure("find the directory of", error, entry)
        }
    }

    /// Nil when there is none: then there is nothing to hide.
    private func existingDirectory(of path: EntryPath, _ entry: TarEntry) throws(ArchiveError) -> OpenDirectory? {
        linkChain.forget()
        do throws(SystemCallError) { return try linkChain.directory(path.parent) } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return nil }
            throw failure("find the directory of", error, entry)
        }
    }
}
