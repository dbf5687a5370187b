/// Decompresses gzip (RFC 1952): one member or several, with their checksums and lengths verified.
///
/// As Go's compress/gzip, which the field's tools are built on: what follows a member must be another member; padding
/// with zero bytes is accepted, other trailing data is an error.
@safe final class GzipSource: ByteSource {
    private let decoder: InflateDecoder
    private let budget: DecompressionBudget
    private enum State { case header, body, ended }
    private var state = State.header
    private var isFirstMember = true
    private var checksum = GzipChecksum()
    private var memberLength: UInt32 = 0
    private var produced: Int64 = 0

    init(_ source: any ByteSource, budget: DecompressionBudget, chunk: Int = 256 << 10) {
        decoder = InflateDecoder(source, chunk: chunk)
        self.budget = budget
    }

    func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        while true {
            switch state {
            case .ended: return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
            case .header:
                guard try readHeader() else {
                    state = .ended
                    continue
                }
                decoder.reset()
                checksum = GzipChecksum()
                memberLength = 0
                state = .body
            case .body:
                let chunk = unsafe try decoder.produce()
                unsafe checksum.update(chunk)
                memberLength &+= UInt32(truncatingIfNeeded: chunk.count)
                produced += Int64(chunk.count)
                try budget.check(read: decoder.consumed, produced: produced)
                if decoder.isFinished {
                    try readTrailer()
                    state = .header
                }
                if chunk.count > 0 { return unsafe chunk }
            }
        }
    }

    // MARK: Headers and trailers

    /// Reads the header of the next member; false when there is none.
    private func readHeader() throws(ArchiveError) -> Bool {
        guard let first = try decoder.nextByte() else {
            if isFirstMember { throw failure(.truncated, "the data is empty") }
            return false
        }
        if first == 0, !isFirstMember {
            try passPadding()
            return false
        }
        guard first == 0x1f, try byte() == 0x8b else {
            throw failure(
                .corrupt, isFirstMember ? "this is no gzip header" : "data that is not gzip follows the last member")
        }
        isFirstMember = false
        guard try byte() == 8 else { throw failure(.corrupt, "the compression method is not deflate") }
        let flags = try byte()
        guard flags & 0xe0 == 0 else { throw failure(.corrupt, "reserved flags are set in the header") }
        for _ in 0..<6 { _ = try byte() }  // time, extra flags, system
        if flags & 4 != 0 {
            let length = Int(try byte()) | Int(try byte()) << 8
            for _ in 0..<length { _ = try byte() }
        }
        // The name and the comment, each up to its NUL.
        if flags & 8 != 0 { while try byte() != 0 {} }
        if flags & 16 != 0 { while try byte() != 0 {} }
        // The header's own checksum is no more than a hint: what counts is the one of the contents.
        if flags & 2 != 0 { for _ in 0..<2 { _ = try byte() } }
        return true
    }

    private func readTrailer() throws(ArchiveError) {
        var stated: UInt64 = 0
        for index in 0..<8 { stated |= UInt64(try byte()) << UInt64(8 * index) }
        guard UInt32(truncatingIfNeeded: stated) == checksum.value else {
            throw failure(.corrupt, "incorrect data check")
        }
        guard UInt32(truncatingIfNeeded: stated >> 32) == memberLength else {
            throw failure(.corrupt, "incorrect length check")
        }
    }

    private func passPadding() throws(ArchiveError) {
        while let byte = try decoder.nextByte() {
            guard byte == 0 else { throw failure(.corrupt, "data that is not gzip follows the last member") }
        }
    }

    private func byte() throws(ArchiveError) -> UInt8 {
        guard let byte = try decoder.nextByte() else {
            throw failure(.truncated, "the data ends inside a gzip member")
        }
        return byte
    }

    private func failure(_ code: ArchiveError.Code, _ words: String) -> ArchiveError {
        ArchiveError(
            code, "decompress gzip", offset: produced, cause: "\(words) (after \(decoder.consumed) compressed bytes)")
    }
}
