internal import CZlib

/// Decompresses gzip (RFC 1952): one member or several, with their checksums and lengths verified.
///
/// As Go's compress/gzip, which the field's tools are built on: what follows a member must be another member; padding
/// with zero bytes is accepted, other trailing data is an error.
@safe final class GzipSource: ByteSource {
    private let source: any ByteSource
    private let output: ByteBlock
    private let stream: UnsafeMutablePointer<z_stream>
    private let budget: DecompressionBudget
    private var read: Int64 = 0
    private var produced: Int64 = 0
    private enum State { case inMember, betweenMembers, padding, ended }
    private var state = State.inMember

    init(_ source: any ByteSource, budget: DecompressionBudget, chunk: Int = 256 << 10) throws(ArchiveError) {
        self.source = source
        self.budget = budget
        output = ByteBlock(capacity: chunk)
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15 window bits, +16: a gzip wrapper and nothing else
        let result = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        guard result == Z_OK else {
            throw ArchiveError(.corrupt, "decompress gzip", cause: "zlib does not start: error \(result)")
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        unsafe stream.pointee.next_out = output.bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(output.capacity)
        while state != .ended, unsafe stream.pointee.avail_out > 0 {
            if unsafe stream.pointee.avail_in == 0 {
                let chunk = unsafe try source.next()
                if unsafe chunk.isEmpty {
                    guard state != .inMember else { throw failure(.truncated, "the data ends inside a gzip member") }
                    state = .ended
                    break
                }
                read += Int64(chunk.count)
                unsafe stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: chunk.baseAddress!.assumingMemoryBound(to: UInt8.self))
                unsafe stream.pointee.avail_in = UInt32(chunk.count)
            }
            switch state {
            case .inMember: try inflateSome()
            case .betweenMembers:
                if unsafe stream.pointee.next_in.pointee == 0 {
                    state = .padding
                } else {
                    unsafe inflateReset(stream)
                    state = .inMember
                }
            case .padding: try skipPadding()
            case .ended: break
            }
        }
        let count = unsafe output.capacity - Int(stream.pointee.avail_out)
        produced += Int64(count)
        try budget.check(read: read, produced: produced)
        return unsafe output.prefix(count)
    }

    private func inflateSome() throws(ArchiveError) {
        let result = unsafe inflate(stream, Z_NO_FLUSH)
        switch result {
        case Z_OK, Z_BUF_ERROR: return
        case Z_STREAM_END: state = .betweenMembers
        default:
            let words = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "zlib error \(result)"
            throw failure(.corrupt, words)
        }
    }

    private func skipPadding() throws(ArchiveError) {
        while unsafe stream.pointee.avail_in > 0 {
            guard unsafe stream.pointee.next_in.pointee == 0 else {
                throw failure(.corrupt, "data that is not gzip follows the last member")
            }
            unsafe stream.pointee.next_in += 1
            unsafe stream.pointee.avail_in -= 1
        }
    }

    private func failure(_ code: ArchiveError.Code, _ words: String) -> ArchiveError {
        let consumed = unsafe read - Int64(stream.pointee.avail_in)
        let out = unsafe produced + Int64(output.capacity - Int(stream.pointee.avail_out))
        return ArchiveError(
            code, "decompress gzip", offset: out, cause: "\(words) (after \(consumed) compressed bytes)")
    }
}
