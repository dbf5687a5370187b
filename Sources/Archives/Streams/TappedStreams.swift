/// Shows every chunk that passes to a closure: for digests, counts and progress.
@safe public final class TappedSource: ByteSource {
    private let source: any ByteSource
    private let tap: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    /// Bytes that have passed.
    public private(set) var count: Int64 = 0

    public init(_ source: any ByteSource, tap: @escaping (UnsafeRawBufferPointer) throws(ArchiveError) -> Void) {
        self.source = source
        unsafe self.tap = tap
    }

    public func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        let chunk = unsafe try source.next()
        if unsafe chunk.isEmpty { return unsafe chunk }
        count += Int64(chunk.count)
        try unsafe tap(chunk)
        return unsafe chunk
    }
}

/// Shows every chunk that is written to a closure before the sink below gets it.
@safe public final class TappedSink: ByteSink {
    private let sink: any ByteSink
    private let tap: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    /// Bytes that have passed.
    public private(set) var count: Int64 = 0

    public init(_ sink: any ByteSink, tap: @escaping (UnsafeRawBufferPointer) throws(ArchiveError) -> Void) {
        self.sink = sink
        unsafe self.tap = tap
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        count += Int64(bytes.count)
        try unsafe tap(bytes)
        try unsafe sink.write(bytes)
    }

    public func finish() throws(ArchiveError) { try sink.finish() }
}
