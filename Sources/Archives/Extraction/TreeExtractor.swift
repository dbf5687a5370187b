public import Linux

/// Makes the files of an archive below a directory, entry by entry, each by descriptor and none outside of it.
///
/// A regular file costs four calls when the archive's owner and mode are what the process would give it anyway:
/// `openat`, `write`, `utimensat`, `close`. Modes, times and attributes of directories are set by ``finish()``.
public final class TreeExtractor {
    let options: ExtractionOptions
    let root: OpenDirectory
    let defaults: CreationDefaults
    var chain: DirectoryChain
    /// Where hard links point: apart, so that the chain of the entries stays where it is.
    var linkChain: DirectoryChain
    var summary = ExtractionSummary()
    let directories = DirectoryFinisher()
    lazy var bigFiles = BigFileWriting()
    /// The paths that came from this archive; kept only where whiteouts are applied, which spare them.
    var made: Set<[UInt8]> = []
    /// The entry in hand, for messages.
    private var entryName = ""
    private var entryOffset: Int64 = 0

    /// - Parameter root: stays the caller's; may be `O_PATH`.
    public init(root: borrowing Descriptor, options: ExtractionOptions) throws(ArchiveError) {
        self.options = options
        do throws(SystemCallError) {
            self.root = OpenDirectory(try open(".", [.path, .directory], at: root.number), path: [])
        } catch { throw ArchiveError(.refused, "open the directory to unpack into", cause: error) }
        // Only overlay layers go into a directory that is empty and ours.
        var isFresh = false
        if case .overlay = options.whiteouts { isFresh = true }
        defaults = CreationDefaults(root: self.root.descriptor, isFresh: isFresh)
        let implied = ImpliedDirectoryLook(
            layers: options.parentLayers, owners: options.owners, umask: defaults.umask, finisher: directories)
        let onCreate = { (made: OpenDirectory) throws(SystemCallError) in try implied.give(to: made) }
        chain = DirectoryChain(root: self.root, onCreate: onCreate)
        linkChain = DirectoryChain(root: self.root, onCreate: nil)
    }

    /// Makes one entry; its contents are read from the reader that gave it.
    public func add(_ entry: TarEntry, from reader: TarReader) throws(ArchiveError) {
        entryOffset = entry.headerOffset
        summary.entries += 1
        guard summary.entries <= options.budget.maximumEntries else {
            throw failure(
                .overBudget, "unpack", "more than the limit of \(options.budget.maximumEntries) entries", entry)
        }
        var entry = entry
        if let rename = options.rename {
            guard let name = rename(entry.name) else { return }
            if entry.kind == .hardLink {
                guard let target = rename(entry.linkTarget) else {
                    throw failure(.malformed, "link", "its target is left out", entry)
                }
                entry.linkTarget = target
            }
            entry.name = name
        }
        let path = EntryPath(entry.name.bytes)
        if path.isRoot { return try addRoot(entry) }
        if case .literal = options.whiteouts {} else if try handleWhiteout(path, entry) { return }

        let parent: OpenDirectory
        do throws(SystemCallError) { parent = try chain.directory(path.parent) } catch {
            throw failure("find the directory of", error, entry)
        }
        let leaf = ByteName(path.leaf)
        if case .applied = options.whiteouts { made.insert(path.bytes) }
        switch entry.kind {
        case .file: try addFile(entry, leaf, in: parent, from: reader)
        case .directory: try addDirectory(entry, leaf, in: parent)
        case .symlink: try addSymlink(entry, leaf, in: parent)
        case .hardLink: try addHardLink(entry, leaf, in: parent)
        case .fifo, .characterDevice, .blockDevice: try addNode(entry, leaf, in: parent)
        case .other(0x56):  // 'V', the name of a GNU volume: no file
            summary.remark("volume label '\(entry.name.display)' passed over")
        case .other(let flag):
            throw failure(.unsupported, "unpack", "entries of type \(flag) are not handled", entry)
        }
    }

    /// Sets what waits for the end: modes, times and attributes of directories.
    public func finish() throws(ArchiveError) -> ExtractionSummary {
        chain.forget()
        linkChain.forget()
        try directories.finish(self)
        return summary
    }

    // MARK: Failures

    func failure(_ code: ArchiveError.Code, _ action: String, _ cause: String, _ entry: TarEntry) -> ArchiveError {
        ArchiveError(code, action, entry: entry.name.display, offset: entry.headerOffset, cause: cause)
    }

    func failure(_ action: String, _ error: SystemCallError, _ entry: TarEntry) -> ArchiveError {
        ArchiveError(.refused, action, entry: entry.name.display, offset: entry.headerOffset, cause: error)
    }

    /// Runs kernel calls for an entry and says which entry it was when one fails.
    func kernel<T: ~Copyable>(
        _ action: StaticString, _ entry: TarEntry, _ body: () throws(SystemCallError) -> T
    ) throws(ArchiveError) -> T {
        do throws(SystemCallError) { return try body() } catch { throw failure("\(action)", error, entry) }
    }

    // MARK: What is in the way

    /// Runs `create`, and again after what has the name was taken away.
    func replacing<T: ~Copyable>(
        _ leaf: ByteName, in parent: OpenDirectory, _ entry: TarEntry, _ action: StaticString,
        _ create: () throws(SystemCallError) -> T
    ) throws(ArchiveError) -> T {
        do throws(SystemCallError) { return try create() } catch {
            guard error.errno == .exists else { throw failure("\(action)", error, entry) }
        }
        try clearTheWay(leaf, in: parent, entry)
        return try kernel(action, entry, create)
    }

    func clearTheWay(_ leaf: ByteName, in parent: OpenDirectory, _ entry: TarEntry) throws(ArchiveError) {
        let existing = try kernel("look at what is in the place of", entry) { () throws(SystemCallError) in
            try status(of: leaf, at: parent.number, followingLinks: false)
        }
        // A chain may lead through what goes away now.
        if existing.kind == .directory || existing.kind == .symlink {
            chain.forget()
            linkChain.forget()
        }
        if existing.kind == .directory, !options.replacesDirectories {
            throw failure(.refused, "create", "a directory has that name and may not be replaced", entry)
        }
        try kernel("replace", entry) { () throws(SystemCallError) in
            if existing.kind == .directory {
                try removeTree(leaf, at: parent.number)
            } else {
                try removeFile(leaf, at: parent.number)
            }
        }
    }
}
