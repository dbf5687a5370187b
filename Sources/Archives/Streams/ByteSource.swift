/// Where bytes come from, pulled a chunk at a time without copying.
///
/// Sources are chained: a file, a decompressor over it, a tap that hashes what passes. A source is used by one thread at
/// a time; it may be handed to another between two calls.
public protocol ByteSource: AnyObject {
    /// The next bytes, valid until the next call on this source; empty at the end, and again empty when asked again.
    func next() throws(ArchiveError) -> UnsafeRawBufferPointer

    /// Passes over up to `count` bytes that follow the last chunk without fetching them, and answers how many.
    /// A source that cannot do this cheaply answers 0.
    func skip(_ count: Int64) throws(ArchiveError) -> Int64
}

extension ByteSource {
    public func skip(_ count: Int64) throws(ArchiveError) -> Int64 { 0 }

    /// Reads to the end and throws the bytes away, so that taps below have seen all of them.
    public func drain() throws(ArchiveError) {
        while unsafe try !next().isEmpty {}
    }

    /// All bytes until the end; more than `limit` is an error.
    public func readAll(limit: Int = 64 << 20) throws(ArchiveError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let chunk = unsafe try next()
            if unsafe chunk.isEmpty { return bytes }
            guard bytes.count + chunk.count <= limit else {
                throw ArchiveError(.overBudget, "read", cause: "more than the limit of \(limit) bytes")
            }
            unsafe bytes.append(contentsOf: chunk)
        }
    }
}

/// Where bytes go to.
public protocol ByteSink: AnyObject {
    /// Takes all of the bytes; they are not needed after the call.
    func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError)

    /// Says that no more bytes come: trailers are written and the sinks below are finished too.
    func finish() throws(ArchiveError)
}

extension ByteSink {
    public func write(_ bytes: [UInt8]) throws(ArchiveError) {
        try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(ArchiveError) in
            try unsafe write(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Writes everything a source has; does not finish.
    public func write(from source: any ByteSource) throws(ArchiveError) {
        while true {
            let chunk = unsafe try source.next()
            if unsafe chunk.isEmpty { return }
            try unsafe write(chunk)
        }
    }
}
