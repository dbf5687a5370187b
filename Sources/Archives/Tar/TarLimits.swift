/// What a tar archive may ask of its reader's memory.
public struct TarLimits: Hashable, Sendable {
    /// Bytes of a name or a link target. `PATH_MAX` is 4096, the NUL included.
    public var nameLength: Int
    /// Bytes of one extended header (PAX records, GNU long name). Go's archive/tar stops at 1 MiB too.
    public var headerSize: Int
    /// Data segments of one sparse file.
    public var sparseSegments: Int
    /// Extended headers before one entry.
    public var headersPerEntry: Int

    public init(
        nameLength: Int = 4095, headerSize: Int = 1 << 20, sparseSegments: Int = 1 << 20, headersPerEntry: Int = 64
    ) {
        self.nameLength = nameLength
        self.headerSize = headerSize
        self.sparseSegments = sparseSegments
        self.headersPerEntry = headersPerEntry
    }
}
