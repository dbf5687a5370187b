public import Linux

/// Writes a tree of files to an archive, walking it by descriptors: links are never followed, names are sorted, files
/// with several names are written once, holes stay holes.
public final class TreeArchiver {
    private let writer: TarWriter
    private let options: TreeArchiveOptions
    private var firstNames: [FileIdentity: ByteName] = [:]
    private var rootDevice: UInt64 = 0
    public private(set) var summary = TreeArchiveSummary()

    private struct FileIdentity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    public init(_ writer: TarWriter, options: TreeArchiveOptions = TreeArchiveOptions()) {
        self.writer = writer
        self.options = options
    }

    /// Adds all that is below a directory; the writer is not finished.
    public func add(below root: borrowing Descriptor) throws(ArchiveError) {
        let directory = try kernel("open", ByteName([])) { () throws(SystemCallError) in
            try open(".", [.readOnly, .directory], at: root.number)
        }
        let status = try kernel("look at", ByteName([])) { () throws(SystemCallError) in try directory.status() }
        rootDevice = status.device
        if options.includesRoot {
            var entry = entry(named: "./", status, .directory)
            if !options.prefix.bytes.isEmpty { entry.name = options.prefix }
            entry.extendedAttributes = try attributes(of: directory, ByteName([]))
            try put(entry)
        }
        if try isOpaque(directory, ByteName([])) { try putWhiteout(".wh..opq", in: ByteName([]), status) }
        try addChildren(of: directory, path: ByteName([]))
    }

    /// Adds one file, or a directory with all that is below it, under a name of the archive.
    /// - Parameter name: the name in the directory; its place in the archive is `archiveName` behind the prefix.
    public func add(
        _ name: ByteName, in directory: borrowing Descriptor, as archiveName: ByteName
    ) throws(ArchiveError) {
        if rootDevice == 0 {
            rootDevice = try kernel("look at", archiveName) { () throws(SystemCallError) in
                try status(of: name, at: directory.number, followingLinks: false).device
            }
        }
        try addChild(name, of: directory, path: archiveName)
    }

    /// Adds the mark that a name of a lower layer is gone.
    public func addWhiteout(of path: ByteName) throws(ArchiveError) {
        let slash = path.bytes.lastIndex(of: 0x2f).map { $0 + 1 } ?? 0
        let mark = Array(path.bytes[..<slash]) + Array(".wh.".utf8) + path.bytes[slash...]
        try put(TarEntry(name: ByteName(options.prefix.bytes + mark), kind: .file, permissions: 0o600))
    }

    private func addChildren(of directory: borrowing Descriptor, path: ByteName) throws(ArchiveError) {
        var names = try kernel("list", path) { () throws(SystemCallError) in
            try directory.entries().map { $0.name }
        }
        names.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        for name in names {
            let childPath = path.bytes.isEmpty ? name : ByteName(path.bytes + [0x2f] + name.bytes)
            try addChild(name, of: directory, path: childPath)
        }
    }

    private func addChild(
        _ name: ByteName, of directory: borrowing Descriptor, path: ByteName
    ) throws(ArchiveError) {
        if let excludes = options.excludes, excludes(path) { return }
        let status: FileStatus
        let number = directory.number
        do throws(SystemCallError) { status = try Linux.status(of: name, at: number, followingLinks: false) } catch {
            // A file of a running container may go between the listing and now.
            if error.errno == .noEntry { return summary.remark("'\(path.display)' went away") }
            throw failure("look at", error, path)
        }
        switch status.kind {
        case .directory: return try addDirectory(name, at: number, path, status)
        case .socket:
            // A socket means nothing to another machine; every archiver of the field leaves them out.
            summary.skippedSockets += 1
            return
        case .unknown: throw ArchiveError(.unsupported, "archive", entry: path.display, cause: "its kind is not known")
        case .characterDevice where options.form == .layer && status.isWhiteout:
            return try putWhiteout(name, in: ByteName(path.bytes.dropLast(name.bytes.count)), status)
        default: break
        }
        if status.links > 1 {
            let identity = FileIdentity(device: status.device, inode: status.inode)
            if let first = firstNames[identity] {
                var entry = entry(named: path, status, .hardLink)
                entry.linkTarget = first
                return try put(entry)
            }
            firstNames[identity] = ByteName(options.prefix.bytes + path.bytes)
        }
        switch status.kind {
        case .file: try addFile(name, at: number, path, status)
        case .symlink:
            var entry = entry(named: path, status, .symlink)
            entry.linkTarget = try kernel("read the link", path) { () throws(SystemCallError) in
                try readSymlink(name, at: number)
            }
            try put(entry)
        case .fifo: try put(entry(named: path, status, .fifo))
        case .characterDevice: try put(entry(named: path, status, .characterDevice))
        default: try put(entry(named: path, status, .blockDevice))
        }
    }

    private func addDirectory(
        _ name: ByteName, at number: CInt, _ path: ByteName, _ status: FileStatus
    ) throws(ArchiveError) {
        let directory = try kernel("open", path) { () throws(SystemCallError) in
            try open(name, [.readOnly, .directory, .noFollow], at: number)
        }
        var entry = entry(named: path, status, .directory)
        entry.extendedAttributes = try attributes(of: directory, path)
        try put(entry)
        if !options.crossesFileSystems, status.device != rootDevice { return }
        if try isOpaque(directory, path) {
            try putWhiteout(".wh..opq", in: ByteName(path.bytes + [0x2f]), status)
        }
        try addChildren(of: directory, path: path)
    }

    private func addFile(
        _ name: ByteName, at number: CInt, _ path: ByteName, _ status: FileStatus
    ) throws(ArchiveError) {
        let file = try kernel("open", path) { () throws(SystemCallError) in
            // Not blocking, should a fifo have taken the file's place.
            try open(name, [.readOnly, .noFollow, .nonBlocking], at: number)
        }
        // The file that was opened counts: another may have taken the name.
        let status = try kernel("look at", path) { () throws(SystemCallError) in try file.status() }
        guard status.kind == .file else { return summary.remark("'\(path.display)' changed its kind") }
        var entry = entry(named: path, status, .file)
        entry.size = status.size
        entry.extendedAttributes = try attributes(of: file, path)
        entry.segments = try kernel("find the holes of", path) { () throws(SystemCallError) in
            try FileHoles.segments(of: file, status)
        }
        try put(entry)
        var missing: Int64 = 0
        for segment in entry.segments ?? [SparseSegment(offset: 0, length: status.size)] where segment.length > 0 {
            if entry.segments != nil {
                _ = try kernel("read", path) { () throws(SystemCallError) in try file.seek(to: segment.offset) }
            }
            let done = try writer.write(from: file, upTo: segment.length)
            summary.contentBytes += done
            missing += segment.length - done
            if done < segment.length { break }
        }
        if missing > 0 {
            // As tar does: the header is out already.
            summary.remark("'\(path.display)' became shorter while it was read; the rest is zeros")
            try writer.fill()
        }
    }

    // MARK: Entries

    private func put(_ entry: TarEntry) throws(ArchiveError) {
        summary.entries += 1
        try writer.add(entry)
    }

    private func entry(named path: ByteName, _ status: FileStatus, _ kind: TarEntry.Kind) -> TarEntry {
        var (user, group) = (status.user, status.group)
        if let map = options.mapIDs { (user, group) = map(user, group) }
        if let owner = options.owner { (user, group) = owner }
        var modified = status.modified
        if !options.keepsFractions { modified.nanoseconds = 0 }
        if let latest = options.latestTime,
            (modified.seconds, modified.nanoseconds) > (latest.seconds, latest.nanoseconds)
        {
            modified = latest
        }
        return TarEntry(
            name: ByteName(options.prefix.bytes + path.bytes), kind: kind, permissions: status.permissions, user: user,
            group: group, modified: modified, deviceMajor: status.deviceMajor, deviceMinor: status.deviceMinor)
    }

    /// An empty file `.wh.<name>` in a directory whose path ends in a slash or is empty.
    private func putWhiteout(_ name: ByteName, in directory: ByteName, _ status: FileStatus) throws(ArchiveError) {
        var entry = entry(
            named: ByteName(directory.bytes + Array(".wh.".utf8) + name.bytes), status, .file)
        entry.permissions = 0o600
        (entry.deviceMajor, entry.deviceMinor) = (0, 0)
        try put(entry)
    }

    private func isOpaque(_ directory: borrowing Descriptor, _ path: ByteName) throws(ArchiveError) -> Bool {
        guard options.form == .layer else { return false }
        for space in ["trusted", "user"] {
            let value: [UInt8]?
            do throws(SystemCallError) { value = try directory.extendedAttribute("\(space).overlay.opaque") } catch {
                throw failure("read the attributes of", error, path)
            }
            if value == [0x79] { return true }
        }
        return false
    }

    private func attributes(
        of file: borrowing Descriptor, _ path: ByteName
    ) throws(ArchiveError) -> [ExtendedAttribute] {
        if options.attributes == .none { return [] }
        var found: [ExtendedAttribute] = []
        do throws(SystemCallError) {
            for name in try file.extendedAttributeNames() {
                let bytes = name.bytes
                if bytes.starts(with: "trusted.overlay.".utf8) || bytes.starts(with: "user.overlay.".utf8) {
                    if options.form == .layer { try refuseRedirect(name, file) }
                    continue
                }
                if options.attributes == .portable, bytes != Array("security.capability".utf8),
                    !bytes.starts(with: "user.".utf8)
                {
                    continue
                }
                // The notes of fuse-overlayfs.
                if bytes.starts(with: "user.fuseoverlayfs.".utf8) { continue }
                guard let value = try file.extendedAttribute(name) else { continue }
                let portable = options.mapIDs == nil ? value : FileCapabilities.forEverywhere(name, value)
                found.append(ExtendedAttribute(name: name, value: portable))
            }
        } catch { throw failure("read the attributes of", error, path) }
        found.sort { $0.name.bytes.lexicographicallyPrecedes($1.name.bytes) }
        return found
    }

    /// A layer cannot say "this directory is that one of a lower layer renamed", or "only the metadata is here".
    private func refuseRedirect(_ name: ByteName, _ file: borrowing Descriptor) throws(SystemCallError) {
        if name.bytes.reversed().starts(with: "redirect".utf8.reversed())
            || name.bytes.reversed().starts(with: "metacopy".utf8.reversed())
        {
            throw SystemCallError(call: "overlay attribute", subject: name.display, errno: .notSupported)
        }
    }

    // MARK: Failures

    private func failure(_ action: String, _ error: SystemCallError, _ path: ByteName) -> ArchiveError {
        ArchiveError(.input, action, entry: path.bytes.isEmpty ? "." : path.display, cause: error)
    }

    private func kernel<T: ~Copyable>(
        _ action: StaticString, _ path: ByteName, _ body: () throws(SystemCallError) -> T
    ) throws(ArchiveError) -> T {
        do throws(SystemCallError) { return try body() } catch { throw failure("\(action)", error, path) }
    }
}
