internal import CZstd

/// Decompresses zstd (RFC 8878): one frame or several, skippable frames passed over, checksums verified.
@safe final class ZstdSource: ByteSource {
    private let source: any ByteSource
    private let output: ByteBlock
    private let context: OpaquePointer
    private let budget: DecompressionBudget
    private var input = unsafe ZSTD_inBuffer()
    private var read: Int64 = 0
    private var produced: Int64 = 0
    /// What the last call still wants: 0 exactly at the end of a frame.
    private var wanted = 0
    /// The output was full inside a frame: what the decoder holds back is asked for before more is read.
    private var holdsOutput = false
    private var ended = false

    /// - Parameter maximumWindow: the base-2 logarithm of the largest window accepted: 27 is 128 MiB, what `zstd` and
    ///   the field's tools accept by default.
    init(
        _ source: any ByteSource, budget: DecompressionBudget, maximumWindow: CInt = 27, chunk: Int = 256 << 10
    ) throws(ArchiveError) {
        self.source = source
        self.budget = budget
        output = ByteBlock(capacity: chunk)
        guard let context = unsafe ZSTD_createDStream() else {
            throw ArchiveError(.corrupt, "decompress zstd", cause: "libzstd has no memory for a decoder")
        }
        unsafe self.context = context
        unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, maximumWindow)
    }

    deinit { unsafe ZSTD_freeDStream(context) }

    func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        var out = unsafe ZSTD_outBuffer(dst: output.bytes.baseAddress, size: output.capacity, pos: 0)
        while !ended, unsafe out.pos < out.size {
            if unsafe input.pos == input.size, !holdsOutput {
                let chunk = unsafe try source.next()
                if unsafe chunk.isEmpty {
                    guard wanted == 0 else { throw failure(.truncated, "the data ends inside a zstd frame") }
                    ended = true
                    break
                }
                read += Int64(chunk.count)
                unsafe input = ZSTD_inBuffer(src: chunk.baseAddress, size: chunk.count, pos: 0)
            }
            wanted = unsafe ZSTD_decompressStream(context, &out, &input)
            if ZSTD_isError(wanted) != 0 {
                throw failure(.corrupt, unsafe String(cString: ZSTD_getErrorName(wanted)))
            }
            holdsOutput = unsafe wanted != 0 && out.pos == out.size
        }
        produced += Int64(unsafe out.pos)
        try budget.check(read: read, produced: produced)
        return unsafe output.prefix(out.pos)
    }

    private func failure(_ code: ArchiveError.Code, _ words: String) -> ArchiveError {
        let consumed = unsafe read - Int64(input.size - input.pos)
        return ArchiveError(
            code, "decompress zstd", offset: produced, cause: "\(words) (after \(consumed) compressed bytes)")
    }
}
