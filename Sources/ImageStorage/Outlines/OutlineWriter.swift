internal import Archives
internal import Linux

/// Writes the outline of a plain archive while it is unpacked: sits between the archive's bytes and their reader, and
/// keeps what is not the contents of a file.
@safe final class OutlineWriter: ByteSource {
    private let source: any ByteSource
    private let file: Descriptor
    private let tree: OpenFile
    private var index = OutlineIndex()
    private var paths = OutlinedPaths()
    /// Bytes of the outline so far, and those of them that are not written yet.
    private var literals: Int64 = 0
    private var buffer: [UInt8] = []

    /// The chunk that the reader has, and where in the archive it starts.
    private var chunk = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    private var chunkStart: Int64 = 0
    /// Contents of files that are not passed yet: where they lie in the archive.
    private var ranges: [(number: Int, start: Int64, end: Int64, path: [UInt8])] = []
    private var rangeIsOpen = false
    /// Files are numbered as they come; the segment of each that was passed.
    private var announced = 0
    private var segmentOf: [Int: Int] = [:]
    /// Where files lie cannot be told from their names any more: all contents stay in the outline.
    private var isWild = false

    /// - Parameters:
    ///   - path: of the outline, which is made.
    ///   - tree: where the archive is unpacked.
    init(_ source: any ByteSource, path: String, tree: OpenFile) throws(SystemCallError) {
        self.source = source
        self.tree = tree
        file = try open(path, [.readWrite, .create, .exclusive], mode: 0o600)
    }

    func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        // By now all contents that start in the last chunk have been announced.
        try settle()
        unsafe chunk = try source.next()
        return unsafe chunk
    }

    /// To be called with each entry before it is unpacked.
    func announce(_ entry: TarEntry) throws(ArchiveError) {
        if isWild { return }
        var path = OutlinedPaths.clean(entry.name.bytes)
        if paths.leadsThroughLink(path) {
            guard let real = realPath(path) else {
                isWild = true
                return try rescue(paths.all)
            }
            path = real
        }
        let hidden = OutlinedPaths.hidden(by: path) ?? path
        try rescue(paths.endangered(by: hidden, isDirectory: entry.kind == .directory && hidden == path))
        // The contents of a sparse file are packed: they stay in the outline.
        guard entry.kind == .file, hidden == path, entry.size > 0, entry.segments == nil, entry.packedSize == entry.size
        else { return paths.add(path, entry.kind, file: nil) }
        ranges.append((announced, entry.contentOffset, entry.contentOffset + entry.packedSize, path))
        paths.add(path, .file, file: announced)
        announced += 1
    }

    /// Ends the outline.
    func finish() throws(ArchiveError) {
        try settle()
        try flush()
        do throws(SystemCallError) { try file.write(index.bytes(after: literals)) } catch {
            throw ArchiveError(.output, "write the outline", cause: error)
        }
    }

    // MARK: Bytes

    private func settle() throws(ArchiveError) {
        let end = chunkStart + Int64(unsafe chunk.count)
        var position = chunkStart
        while position < end {
            guard let range = ranges.first, range.start < end else {
                try keep(from: position, to: end)
                break
            }
            if position < range.start {
                try keep(from: position, to: range.start)
                position = range.start
            }
            if !rangeIsOpen {
                rangeIsOpen = true
                segmentOf[range.number] = index.segments.count
                index.segments.append(.file(path: range.path, count: range.end - range.start))
            }
            position = min(range.end, end)
            if position == range.end {
                ranges.removeFirst()
                rangeIsOpen = false
            }
        }
        chunkStart = end
        unsafe chunk = UnsafeRawBufferPointer(start: nil, count: 0)
    }

    private func keep(from start: Int64, to end: Int64) throws(ArchiveError) {
        let bytes = unsafe UnsafeRawBufferPointer(
            rebasing: chunk[Int(start - chunkStart)..<Int(end - chunkStart)])
        if case .literal(let offset, let count)? = index.segments.last, offset + count == literals {
            index.segments[index.segments.count - 1] = .literal(offset: offset, count: count + Int64(bytes.count))
        } else {
            index.segments.append(.literal(offset: literals, count: Int64(bytes.count)))
        }
        try unsafe append(bytes)
    }

    private func append(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        literals += Int64(bytes.count)
        unsafe buffer.append(contentsOf: bytes)
        if buffer.count >= 256 << 10 { try flush() }
    }

    private func flush() throws(ArchiveError) {
        do throws(SystemCallError) { try file.write(buffer) } catch {
            throw ArchiveError(.output, "write the outline", cause: error)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    // MARK: What is replaced

    /// Takes the contents of files that are about to go from the tree into the outline.
    private func rescue(_ files: [Int]) throws(ArchiveError) {
        if files.isEmpty { return }
        paths.forget(files)
        for number in files {
            guard let segment = segmentOf[number] else {
                // Its bytes are still in the reader's chunk: they are kept when that is passed.
                ranges.removeAll { $0.number == number }
                continue
            }
            guard case .file(let path, let count) = index.segments[segment] else { continue }
            index.segments[segment] = .literal(offset: literals, count: count)
            let contents = try OutlinedFile.open(path, count: count, in: tree)
            while true {
                let bytes = unsafe try contents.next()
                if unsafe bytes.isEmpty { break }
                try unsafe append(bytes)
            }
        }
    }

    /// Where a file whose name leads through links really lies; nil when that cannot be told.
    private func realPath(_ path: [UInt8]) -> [UInt8]? {
        guard let slash = path.lastIndex(of: 0x2f) else { return path }
        // What cannot be looked up makes the outline wild, which costs space and nothing else.
        guard let parent = try? open(ByteName(path[..<slash]), in: tree.descriptor, [.path, .directory]),
            let here = try? readSymlink(parent.procPath), let root = try? readSymlink(tree.descriptor.procPath)
        else { return nil }
        if here == root { return Array(path[(slash + 1)...]) }
        let prefix = root.bytes + [0x2f]
        guard here.bytes.starts(with: prefix) else { return nil }
        return Array(here.bytes.dropFirst(prefix.count)) + path[slash...]
    }
}

/// The contents of a file of a layer's tree, which must be as long as the archive said.
enum OutlinedFile {
    static func open(_ path: [UInt8], count: Int64, in tree: OpenFile) throws(ArchiveError) -> DescriptorSource {
        let name = ByteName(path)
        do throws(SystemCallError) {
            let file = try Linux.open(name, in: tree.descriptor, [.readOnly, .noFollow])
            let status = try file.status()
            guard status.kind == .file, status.size == count else {
                throw SystemCallError(call: "open", subject: name.display, errno: .io)
            }
            return DescriptorSource(file, name: name.display, limit: count)
        } catch {
            throw ArchiveError(
                .corrupt, "put the archive together", entry: name.display,
                cause: "the layer's file is not as it was unpacked (\(error))")
        }
    }
}
