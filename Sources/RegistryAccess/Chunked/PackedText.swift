internal import Archives
internal import ImageStorage
internal import OCISpecification

/// A text that is compressed while it is made, in memory: the tables at the end of a zstd:chunked layer.
struct PackedText {
    private let memory = MemorySink()
    private let sink: ZstdSink
    /// Bytes of the text.
    private(set) var size: Int64 = 0

    init(level: Int) throws(ArchiveError) { sink = try ZstdSink(memory, level: level) }

    mutating func add(_ text: String) throws(ArchiveError) {
        let bytes = Array(text.utf8)
        size += Int64(bytes.count)
        try sink.write(bytes)
    }

    /// To be called once.
    func finish() throws(ArchiveError) -> (bytes: [UInt8], digest: Digest) {
        try sink.finish()
        return (memory.bytes, DigestStream.digest(of: memory.bytes))
    }
}
