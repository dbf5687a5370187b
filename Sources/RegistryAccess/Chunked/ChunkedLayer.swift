internal import Archives
internal import ImageStorage
internal import Linux
internal import OCISpecification

/// Packs a layer as zstd:chunked: the chunks of its files are frames of their own, and tables at the end tell where each lies, so
/// that a reader may fetch what it lacks. For others it is zstd.
///
///     frame: headers │ frame: a chunk │ … │ frame: headers … end │ table of contents │ tar-split │ footer
///                                                                 └── frames that zstd passes over ──┘
struct ChunkedLayer {
    static let annotationPrefixes = ["io.github.containers.zstd-chunked.", "io.containers.zstd-chunked."]

    private let output: TappedSink
    private let frames: ZstdSink
    private var contents: ContentsTable
    private var tarSplit: TarSplitTable
    /// Something was written since the last frame ended.
    private var isOpen = false
    private var names: Set<String> = []
    private var padding = 0

    /// Packs the plain archive into the sink; answers the annotations that tell of the tables.
    static func pack(_ archive: any ByteSource, into sink: any ByteSink, level: Int) throws(PackingFailure) -> [String: String] {
        do {
            var layer = try ChunkedLayer(sink, level: level)
            return try layer.pack(archive)
        } catch let error as ArchiveError {
            throw .archive(error)
        } catch let error as PackingFailure {
            throw error
        } catch { throw .unsuitable("\(error)") }
    }

    private init(_ sink: any ByteSink, level: Int) throws(ArchiveError) {
        output = unsafe TappedSink(sink) { (_) throws(ArchiveError) in }
        frames = try ZstdSink(output, level: level)
        contents = try ContentsTable(level: level)
        tarSplit = try TarSplitTable(level: level)
    }

    private mutating func pack(_ archive: any ByteSource) throws -> [String: String] {
        let passed = PassedBytes()
        let source = unsafe TappedSource(archive) { (bytes) throws(ArchiveError) in unsafe passed.append(bytes) }
        let reader = TarReader(source)
        while let entry = try reader.next() {
            let bytes = passed.take(until: entry.contentOffset)
            guard bytes.count >= padding else { throw PackingFailure.unsuitable("\(entry.name.display): its header is not whole") }
            let header = try RawTarHeader(Array(bytes.dropFirst(padding)), of: entry)
            try write(segment: bytes)
            try add(entry, header, try contents(of: entry, reader, passed))
            padding = Int(-entry.packedSize & 511)
        }
        var hasBegun = false
        repeat {
            let rest = passed.takeAll()
            guard hasBegun || rest.count >= padding, rest.allSatisfy({ $0 == 0 }) else {
                throw PackingFailure.unsuitable("the archive does not end as archives do")
            }
            if !rest.isEmpty { try write(segment: rest) }
            hasBegun = true
        } while unsafe try !source.next().isEmpty
        if isOpen { try frames.endFrame() }
        return try finish()
    }

    private mutating func write(segment bytes: [UInt8]) throws(ArchiveError) {
        try frames.write(bytes)
        isOpen = true
        try tarSplit.add(segment: bytes)
    }

    private mutating func endFrame() throws(ArchiveError) -> Int64 {
        if isOpen { try frames.endFrame() }
        isOpen = false
        return output.count
    }

    // MARK: Entries

    private mutating func add(_ entry: TarEntry, _ header: RawTarHeader, _ found: (ContentsTable.Contents, CRC64)?) throws {
        let name = entry.name.display
        let texts = [entry.name.bytes, entry.linkTarget.bytes] + entry.extendedAttributes.map(\.name.bytes)
        guard texts.allSatisfy({ String(decoding: $0, as: UTF8.self).utf8.elementsEqual($0) }) else {
            throw PackingFailure.unsuitable("\(name): its name is not UTF-8")
        }
        guard names.insert(Self.clean(name)).inserted else { throw PackingFailure.unsuitable("\(name): it is there twice") }
        for time in [entry.modified, entry.accessed ?? entry.modified, entry.changed ?? entry.modified] {
            guard abs(time.seconds) < 9_000_000_000 else { throw PackingFailure.unsuitable("\(name): its time is too far away") }
        }
        let type =
            switch entry.kind {
            case .file: "reg"
            case .hardLink: "hardlink"
            case .symlink: "symlink"
            case .characterDevice: "char"
            case .blockDevice: "block"
            case .directory: "dir"
            case .fifo: "fifo"
            case .other(let flag): throw PackingFailure.unsuitable("\(name): it is of the type \(flag)")
            }
        try contents.add(entry, header, type, found?.0)
        try tarSplit.add(file: name, size: entry.size, checksum: found?.1)
    }

    /// As names are compared by other readers.
    private static func clean(_ name: String) -> String {
        var parts: [Substring] = []
        for part in name.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return (name.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    /// Writes the contents chunk by chunk; nil for what has none.
    private mutating func contents(
        of entry: TarEntry, _ reader: TarReader, _ passed: PassedBytes
    ) throws -> (ContentsTable.Contents, CRC64)? {
        guard entry.segments == nil else { throw PackingFailure.unsuitable("\(entry.name.display): it lies in the archive with holes") }
        guard entry.packedSize > 0 else { return nil }
        var whole = DigestStream()
        var part = DigestStream()
        var checksum = CRC64()
        let start = try endFrame()
        var (chunks, offset, place): ([ContentsTable.Chunk], Int64, Int64) = ([], start, 0)
        let zeros = [UInt8](repeating: 0, count: 1 << 16)
        var splitter = ContentSplitter()

        func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
            unsafe whole.update(bytes)
            unsafe part.update(bytes)
            unsafe checksum.update(bytes)
            try unsafe frames.write(bytes)
            isOpen = true
        }
        func end(isZeros: Bool) throws(ArchiveError) {
            let next = try endFrame()
            chunks.append(
                ContentsTable.Chunk(place: place, size: part.count, offset: offset, digest: part.digest(), isZeros: isZeros))
            (offset, place) = (next, place + part.count)
            part = DigestStream()
        }
        func step(_ step: ContentSplitter.Step) throws(ArchiveError) {
            switch unsafe step {
            case .data(let bytes): try unsafe write(bytes)
            case .end: try end(isZeros: false)
            case .zeros(var count):
                while count > 0 {
                    let piece = Int(min(count, Int64(zeros.count)))
                    try unsafe zeros.withUnsafeBufferPointer { (bytes) throws(ArchiveError) in
                        try unsafe write(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[..<piece])))
                    }
                    count -= Int64(piece)
                }
                try end(isZeros: true)
            }
        }
        while let piece = unsafe try reader.nextContent() {
            try unsafe splitter.take(piece.bytes, step)
            passed.pass(until: reader.position)
        }
        try unsafe splitter.finish(step)
        return (ContentsTable.Contents(digest: whole.digest(), offset: start, end: offset, chunks: chunks), checksum)
    }

    // MARK: Tables

    private mutating func finish() throws(ArchiveError) -> [String: String] {
        let split = try tarSplit.text.finish()
        try contents.end(tarSplit: split.digest)
        let table = try contents.text.finish()
        let tablePlace = try skippable(table.bytes)
        let splitPlace = try skippable(split.bytes)
        let sizes = [table.bytes.count, split.bytes.count].map(Int64.init)
        let numbers = [tablePlace, sizes[0], contents.text.size, 1, splitPlace, sizes[1], tarSplit.text.size]
        _ = try skippable(numbers.flatMap { Self.littleEndian(UInt64($0), 8) } + Array("GNUlInUx".utf8))
        try output.finish()
        let prefix = Self.annotationPrefixes[0]
        return [
            prefix + "manifest-checksum": table.digest.description,
            prefix + "manifest-position": "\(tablePlace):\(sizes[0]):\(contents.text.size):1",
            prefix + "tarsplit-position": "\(splitPlace):\(sizes[1]):\(tarSplit.text.size)",
        ]
    }

    /// Writes a frame that zstd passes over (RFC 8878, section 3.1.2); answers where its contents begin.
    private func skippable(_ bytes: [UInt8]) throws(ArchiveError) -> Int64 {
        guard bytes.count <= Int(UInt32.max) else { throw ArchiveError(.overBudget, "pack zstd:chunked", cause: "a table is too large") }
        try output.write([0x50, 0x2a, 0x4d, 0x18] + Self.littleEndian(UInt64(bytes.count), 4))
        let place = output.count
        try output.write(bytes)
        return place
    }

    private static func littleEndian(_ number: UInt64, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }
}
