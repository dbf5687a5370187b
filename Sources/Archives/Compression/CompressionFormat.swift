/// How a stream of bytes is compressed.
public enum CompressionFormat: String, Hashable, Sendable, CaseIterable {
    case none, gzip, zstd

    /// Tells the format by the first bytes (4 are enough); formats that are known and not handled are an error.
    public static func detect(_ first: some Collection<UInt8>) throws(ArchiveError) -> CompressionFormat {
        func starts(_ magic: UInt8...) -> Bool { first.starts(with: magic) }
        // RFC 1952: ID1 ID2 CM=deflate
        if starts(0x1f, 0x8b, 0x08) { return .gzip }
        // RFC 8878: a frame, or a skippable frame 0x184D2A50…5F
        if starts(0x28, 0xb5, 0x2f, 0xfd) { return .zstd }
        if first.count >= 4, first.dropFirst().starts(with: [0x2a, 0x4d, 0x18]), first.first! & 0xf0 == 0x50 {
            return .zstd
        }
        let others: [(String, [UInt8])] = [
            ("bzip2", [0x42, 0x5a, 0x68]), ("xz", [0xfd, 0x37, 0x7a, 0x58]),
        ]
        for (name, magic) in others where first.starts(with: magic) {
            throw ArchiveError(
                .unsupported, "decompress", cause: "the data is \(name) compressed; gzip and zstd are handled")
        }
        return .none
    }
}
