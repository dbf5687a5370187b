internal import Linux

/// Reads a tar archive entry by entry, in one pass and without copying file contents.
///
/// Understands v7, ustar, star, GNU (long names, base-256 numbers, old sparse files) and PAX (all records that describe
/// a file, extended attributes, the three sparse versions, global headers). Where readers could differ it does as Go's
/// archive/tar, with which image layers are made and checked: an archive must not mean two things.
@safe public final class TarReader {
    private let source: any ByteSource
    private let limits: TarLimits
    /// What is left of the source's last chunk.
    private var window = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    /// Bytes taken from the source so far.
    public private(set) var position: Int64 = 0
    /// Packed bytes of the current entry that were not taken yet, and the padding after them.
    private var packedLeft: Int64 = 0
    private var padding: Int64 = 0
    private var content = ContentCursor()
    private var entryName = ""
    private let straddling = ByteBlock(capacity: TarHeaderBlock.size)
    private var global = PaxRecords()
    private var hasEnded = false

    /// - Parameter source: the plain bytes of the archive; see ``DecompressingSource``.
    public init(_ source: any ByteSource, limits: TarLimits = TarLimits()) {
        self.source = source
        self.limits = limits
    }

    /// The next entry, or nil at the end. What was not read of the entry before is passed over.
    public func next() throws(ArchiveError) -> TarEntry? {
        if hasEnded { return nil }
        try pass(packedLeft)
        packedLeft = 0
        // The padding of the last entry may be missing: Go's reader takes that for the end.
        if try !passPadding() { return ended() }

        let start = position
        var pax: PaxRecords?
        var longName: [UInt8]?
        var longLink: [UInt8]?
        var headers = 0
        while true {
            let headerOffset = position
            guard let bytes = unsafe try block() else {
                if headers > 0 { throw failure(.truncated, "the archive ends after an extended header") }
                return ended()
            }
            let header = unsafe TarHeaderBlock(bytes)
            if header.isZero {
                // Two blocks of zeros end an archive; one at the very end is taken for it too.
                guard let second = unsafe try block() else { return ended() }
                if unsafe TarHeaderBlock(second).isZero { return ended() }
                throw failure(.malformed, "a header block is zero and more follows", at: headerOffset)
            }
            guard header.hasValidChecksum else {
                throw failure(
                    .malformed, "the header's checksum is wrong: this is no tar archive or it is damaged",
                    at: headerOffset)
            }
            headers += 1
            guard headers <= limits.headersPerEntry else {
                throw failure(.overBudget, "more than \(limits.headersPerEntry) headers for one entry")
            }
            switch header[156] {
            case 0x78:  // x: PAX records of the next entry
                var records = PaxRecords()
                try parse(try extended(header, at: headerOffset), into: &records, at: headerOffset)
                pax = records
            case 0x67:  // g: PAX records of all that follow
                try parse(try extended(header, at: headerOffset), into: &global, at: headerOffset)
            case 0x4c: longName = trimmed(try extended(header, at: headerOffset))  // L
            case 0x4b: longLink = trimmed(try extended(header, at: headerOffset))  // K
            default:
                return try entry(header, pax: pax, longName: longName, longLink: longLink, start: start)
            }
        }
    }

    /// The next bytes of the current entry's contents and their place in the file, or nil when there are no more.
    /// Holes of a sparse file are left out. The bytes are valid until the next call on this reader.
    public func nextContent() throws(ArchiveError) -> (offset: Int64, bytes: UnsafeRawBufferPointer)? {
        guard packedLeft > 0 else { return nil }
        if unsafe window.isEmpty, try !fetch() {
            throw failure(.truncated, "the archive ends \(packedLeft) bytes before the end of the file")
        }
        let place = content.offset
        let count = unsafe Int(min(Int64(window.count), packedLeft, content.contiguous(packedLeft)))
        let bytes = unsafe take(count)
        packedLeft -= Int64(count)
        content.advance(Int64(count))
        return unsafe (place, bytes)
    }

    /// The whole contents of the current entry; more than `limit` bytes is an error. Holes become zeros.
    public func readContent(limit: Int) throws(ArchiveError) -> [UInt8] {
        let size = content.size
        guard size <= Int64(limit) else { throw failure(.overBudget, "\(size) bytes, more than the limit of \(limit)") }
        var bytes: [UInt8] = []
        while let piece = unsafe try nextContent() {
            let hole = unsafe Int(piece.offset) - bytes.count
            if hole > 0 { bytes.append(contentsOf: repeatElement(0, count: hole)) }
            unsafe bytes.append(contentsOf: piece.bytes)
        }
        let hole = Int(size) - bytes.count
        if hole > 0 { bytes.append(contentsOf: repeatElement(0, count: hole)) }
        return bytes
    }

    /// Reads on to the end of the source, so that digests taken below cover what follows the archive's end too.
    public func drain() throws(ArchiveError) {
        hasEnded = true
        position += Int64(unsafe window.count)
        unsafe window = UnsafeRawBufferPointer(start: nil, count: 0)
        while true {
            let count = unsafe try source.next().count
            if count == 0 { return }
            position += Int64(count)
        }
    }

    // MARK: Bytes

    private func fetch() throws(ArchiveError) -> Bool {
        unsafe window = try source.next()
        return unsafe !window.isEmpty
    }

    private func take(_ count: Int) -> UnsafeRawBufferPointer {
        let taken = unsafe UnsafeRawBufferPointer(rebasing: window[..<count])
        unsafe window = UnsafeRawBufferPointer(rebasing: window[count...])
        position += Int64(count)
        return unsafe taken
    }

    /// 512 bytes, or nil when the source ends before the first of them.
    private func block() throws(ArchiveError) -> UnsafeRawBufferPointer? {
        if unsafe window.isEmpty, try !fetch() { return nil }
        if unsafe window.count >= TarHeaderBlock.size { return unsafe take(TarHeaderBlock.size) }
        var filled = 0
        while filled < TarHeaderBlock.size {
            if unsafe window.isEmpty, try !fetch() {
                throw failure(.truncated, "the archive ends inside a header")
            }
            let piece = unsafe take(min(window.count, TarHeaderBlock.size - filled))
            unsafe UnsafeMutableRawBufferPointer(rebasing: straddling.bytes[filled...]).copyMemory(from: piece)
            filled += piece.count
        }
        return unsafe straddling.prefix(TarHeaderBlock.size)
    }

    /// Passes over packed contents.
    private func pass(_ count: Int64) throws(ArchiveError) {
        var left = count
        while left > 0 {
            if unsafe window.isEmpty {
                if left >= 4096 {
                    let skipped = try source.skip(left)
                    position += skipped
                    left -= skipped
                    if left == 0 { return }
                }
                if try !fetch() {
                    throw failure(.truncated, "the archive ends \(left) bytes before the end of the file")
                }
            }
            let step = unsafe min(left, Int64(window.count))
            _ = unsafe take(Int(step))
            left -= step
        }
    }

    private func passPadding() throws(ArchiveError) -> Bool {
        while padding > 0 {
            if unsafe window.isEmpty, try !fetch() { return false }
            let step = unsafe min(padding, Int64(window.count))
            _ = unsafe take(Int(step))
            padding -= step
        }
        return true
    }

    private func ended() -> TarEntry? {
        hasEnded = true
        return nil
    }

    private func failure(_ code: ArchiveError.Code, _ words: String, at offset: Int64? = nil) -> ArchiveError {
        ArchiveError(
            code, "read tar", entry: entryName.isEmpty ? nil : entryName, offset: offset ?? position, cause: words)
    }

    // MARK: Headers

    /// The contents of an extended header.
    private func extended(_ header: TarHeaderBlock, at offset: Int64) throws(ArchiveError) -> [UInt8] {
        entryName = ""
        guard let size = header.number(124, 12), size >= 0 else {
            throw failure(.malformed, "the size of an extended header is not a number", at: offset)
        }
        guard size <= Int64(limits.headerSize) else {
            throw failure(
                .overBudget, "an extended header of \(size) bytes; the limit is \(limits.headerSize)", at: offset)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(size))
        while bytes.count < Int(size) {
            if unsafe window.isEmpty, try !fetch() {
                throw failure(.truncated, "the archive ends inside an extended header", at: offset)
            }
            let count = unsafe min(window.count, Int(size) - bytes.count)
            unsafe bytes.append(contentsOf: take(count))
        }
        padding = -size & 511
        _ = try passPadding()
        return bytes
    }

    private func parse(_ bytes: [UInt8], into records: inout PaxRecords, at offset: Int64) throws(ArchiveError) {
        if let wrong = records.parse(bytes, limits: limits) { throw failure(.malformed, wrong, at: offset) }
    }

    /// A GNU long name ends at its NUL.
    private func trimmed(_ bytes: [UInt8]) -> [UInt8] { Array(bytes.prefix { $0 != 0 }) }

    private func entry(
        _ header: TarHeaderBlock, pax: PaxRecords?, longName: [UInt8]?, longLink: [UInt8]?, start: Int64
    ) throws(ArchiveError) -> TarEntry {
        var interpretation = TarHeaderInterpretation(header: header, limits: limits)
        if let wrong = interpretation.apply(global: global, pax: pax, longName: longName, longLink: longLink) {
            entryName = interpretation.entry.name.display
            throw failure(.malformed, wrong, at: start)
        }
        var entry = interpretation.entry
        entryName = entry.name.display
        guard entry.name.bytes.count <= limits.nameLength, entry.linkTarget.bytes.count <= limits.nameLength else {
            entryName = String(entryName.prefix(60)) + "…"
            throw failure(.overBudget, "a name is longer than \(limits.nameLength) bytes", at: start)
        }
        packedLeft = interpretation.packedSize
        padding = -packedLeft & 511
        try readSparseMap(interpretation, into: &entry, at: start)
        entry.headerOffset = start
        entry.contentOffset = position
        entry.packedSize = packedLeft
        content = ContentCursor(size: entry.size, segments: entry.segments)
        return entry
    }

    private func readSparseMap(
        _ interpretation: TarHeaderInterpretation, into entry: inout TarEntry, at start: Int64
    ) throws(ArchiveError) {
        var numbers: [Int64]
        switch interpretation.sparse {
        case .none: return
        case .given(let map): numbers = map
        case .extensionBlocks(let first):
            numbers = first
            try readExtensionBlocks(into: &numbers)
        case .beforeContent: numbers = try readLeadingMap()
        }
        var segments: [SparseSegment] = []
        segments.reserveCapacity(numbers.count / 2)
        var end: Int64 = 0
        var total: Int64 = 0
        for index in stride(from: 0, to: numbers.count, by: 2) {
            let (offset, length) = (numbers[index], numbers[index + 1])
            let (next, overflow) = offset.addingReportingOverflow(length)
            guard offset >= end, length >= 0, !overflow, next <= entry.size else {
                throw failure(.malformed, "the sparse map is not in order or leaves the file", at: start)
            }
            end = next
            total += length
            if length > 0 { segments.append(SparseSegment(offset: offset, length: length)) }
        }
        guard total == packedLeft else {
            throw failure(
                .malformed, "the sparse map tells of \(total) bytes and the archive has \(packedLeft)", at: start)
        }
        entry.segments = segments
    }

    /// Old GNU: more blocks of 21 pairs after the header while the flag at byte 504 is set.
    private func readExtensionBlocks(into numbers: inout [Int64]) throws(ArchiveError) {
        while true {
            guard let bytes = unsafe try block() else { throw failure(.truncated, "the archive ends in a sparse map") }
            let more = unsafe TarHeaderBlock(bytes)
            for pair in 0..<21 where more[pair * 24] != 0 {
                guard let offset = more.number(pair * 24, 12), let length = more.number(pair * 24 + 12, 12) else {
                    throw failure(.malformed, "a number of the sparse map is not valid")
                }
                numbers += [offset, length]
            }
            guard numbers.count <= limits.sparseSegments * 2 else {
                throw failure(.overBudget, "more than \(limits.sparseSegments) sparse segments")
            }
            if more[504] == 0 { return }
        }
    }

    /// GNU 1.0: decimal numbers, one a line, in whole blocks before the data.
    private func readLeadingMap() throws(ArchiveError) -> [Int64] {
        var numbers: [Int64] = []
        var text: [UInt8] = []
        var expected = 1
        while numbers.count < expected {
            guard packedLeft >= 512, let bytes = unsafe try block() else {
                throw failure(.truncated, "the file ends in its sparse map")
            }
            packedLeft -= 512
            for index in 0..<TarHeaderBlock.size where numbers.count < expected {
                let byte = unsafe bytes[index]
                if byte != 0x0a {
                    text.append(byte)
                    guard text.count < 20 else { throw failure(.malformed, "a number of the sparse map is not valid") }
                    continue
                }
                guard let number = paxNumber(text[...]) else {
                    throw failure(.malformed, "a number of the sparse map is not valid")
                }
                if numbers.isEmpty {
                    guard number <= Int64(limits.sparseSegments) else {
                        throw failure(.overBudget, "more than \(limits.sparseSegments) sparse segments")
                    }
                    expected = Int(number) * 2 + 1
                }
                numbers.append(number)
                text.removeAll(keepingCapacity: true)
            }
        }
        numbers.removeFirst()
        return numbers
    }
}
