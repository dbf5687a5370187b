internal import CZlib
internal import CZstd

/// Compresses what is written as one gzip member, with no name and no time: the same bytes give the same result.
@safe public final class GzipSink: ByteSink {
    private let sink: any ByteSink
    private let output: ByteBlock
    private let stream: UnsafeMutablePointer<z_stream>

    /// - Parameter level: 1 (fast) to 9 (small); -1 is zlib's default, 6.
    public init(_ sink: any ByteSink, level: Int = -1, chunk: Int = 256 << 10) throws(ArchiveError) {
        self.sink = sink
        output = ByteBlock(capacity: chunk)
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let result = unsafe deflateInit2_(
            stream, CInt(level), Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            CInt(MemoryLayout<z_stream>.size))
        guard result == Z_OK else {
            throw ArchiveError(.output, "compress gzip", cause: "zlib does not take level \(level): error \(result)")
        }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        var start = 0
        // zlib counts in 32 bits.
        while start < bytes.count {
            let end = min(bytes.count, start + 1 << 30)
            unsafe stream.pointee.next_in = UnsafeMutablePointer(
                mutating: bytes.baseAddress!.advanced(by: start).assumingMemoryBound(to: UInt8.self))
            unsafe stream.pointee.avail_in = UInt32(end - start)
            while unsafe stream.pointee.avail_in > 0 { _ = try step(Z_NO_FLUSH) }
            start = end
        }
    }

    public func finish() throws(ArchiveError) {
        unsafe stream.pointee.avail_in = 0
        while try step(Z_FINISH) != Z_STREAM_END {}
        try sink.finish()
    }

    private func step(_ flush: CInt) throws(ArchiveError) -> CInt {
        unsafe stream.pointee.next_out = output.bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(output.capacity)
        let result = unsafe deflate(stream, flush)
        guard result >= 0 || result == Z_BUF_ERROR else {
            throw ArchiveError(.output, "compress gzip", cause: "zlib error \(result)")
        }
        let count = unsafe output.capacity - Int(stream.pointee.avail_out)
        if count > 0 { try unsafe sink.write(output.prefix(count)) }
        return result
    }
}

/// Compresses what is written as one zstd frame with a checksum.
@safe public final class ZstdSink: ByteSink {
    private let sink: any ByteSink
    private let output: ByteBlock
    private let context: OpaquePointer

    /// - Parameter level: 1 (fast) to 19 (small); 3 is zstd's default.
    public init(_ sink: any ByteSink, level: Int = 3, chunk: Int = 256 << 10) throws(ArchiveError) {
        self.sink = sink
        output = ByteBlock(capacity: chunk)
        guard let context = unsafe ZSTD_createCStream() else {
            throw ArchiveError(.output, "compress zstd", cause: "libzstd has no memory for an encoder")
        }
        unsafe self.context = context
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, CInt(level))
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    }

    deinit { unsafe ZSTD_freeCStream(context) }

    public func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        var input = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while unsafe input.pos < input.size { _ = try unsafe step(&input, ZSTD_e_continue) }
    }

    public func finish() throws(ArchiveError) {
        try endFrame()
        try sink.finish()
    }

    /// Ends the frame; what is written after it begins another one. All of it is in the sink below then.
    public func endFrame() throws(ArchiveError) {
        var input = unsafe ZSTD_inBuffer(src: nil, size: 0, pos: 0)
        while try unsafe step(&input, ZSTD_e_end) != 0 {}
    }

    private func step(_ input: inout ZSTD_inBuffer, _ mode: ZSTD_EndDirective) throws(ArchiveError) -> Int {
        var out = unsafe ZSTD_outBuffer(dst: output.bytes.baseAddress, size: output.capacity, pos: 0)
        let left = unsafe ZSTD_compressStream2(context, &out, &input, mode)
        if ZSTD_isError(left) != 0 {
            throw ArchiveError(.output, "compress zstd", cause: unsafe String(cString: ZSTD_getErrorName(left)))
        }
        if unsafe out.pos > 0 { try unsafe sink.write(output.prefix(out.pos)) }
        return left
    }
}
