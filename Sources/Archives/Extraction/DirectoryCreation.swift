internal import Linux

// Directories: made at once, looked after at the end.

extension TreeExtractor {
    /// The archive's own root: only its look is taken over.
    func addRoot(_ entry: TarEntry) throws(ArchiveError) {
        guard entry.kind == .directory else {
            throw failure(.malformed, "unpack", "the name is that of the root, the entry is no directory", entry)
        }
        directories.wait(for: [], entry, owner: ownerOfExisting(entry), needsMode: true)
    }

    func addDirectory(_ entry: TarEntry, _ leaf: ByteName, in parent: OpenDirectory) throws(ArchiveError) {
        var isNew = true
        // Until the end it is ours to write in, whatever the archive says.
        let mode = entry.permissions & 0o777 | 0o700
        do throws(SystemCallError) { try makeDirectory(leaf, mode: mode, at: parent.number) } catch {
            guard error.errno == .exists else { throw failure("create", error, entry) }
            isNew = try replaceByDirectory(leaf, in: parent, entry, mode: mode)
        }
        let changesMode = !isNew || mode != entry.permissions || mode & defaults.umask != 0
        directories.wait(
            for: parent.pathOf(leaf.bytes[...]), entry, owner: isNew ? owner(of: entry) : ownerOfExisting(entry),
            needsMode: changesMode || !defaults.isCertain)
    }

    /// Keeps a directory that is there, and answers false; takes away anything else and makes a new one.
    private func replaceByDirectory(
        _ leaf: ByteName, in parent: OpenDirectory, _ entry: TarEntry, mode: UInt32
    ) throws(ArchiveError) -> Bool {
        let existing = try kernel("create", entry) { () throws(SystemCallError) in
            try status(of: leaf, at: parent.number, followingLinks: false)
        }
        if existing.kind == .directory { return false }
        try clearTheWay(leaf, in: parent, entry)
        try kernel("create", entry) { () throws(SystemCallError) in
            try makeDirectory(leaf, mode: mode, at: parent.number)
        }
        if case .overlay(let attributes) = options.whiteouts, existing.isWhiteout {
            // The layer hides what lies below and puts a new directory there: it must not show through.
            try makeOpaque(
                try kernel("open", entry) { () throws(SystemCallError) in
                    try open(leaf, [.path, .directory, .noFollow], at: parent.number)
                }, attributes, entry)
        }
        return true
    }

    private func ownerOfExisting(_ entry: TarEntry) -> (user: UInt32, group: UInt32)? {
        switch options.owners {
        case .caller: nil
        case .fixed(let user, let group): (user, group)
        case .archive, .archiveWherePermitted: (entry.user, entry.group)
        }
    }
}
