/// Gives the plain bytes of a source that may be compressed; the format is told by the first bytes.
@safe public final class DecompressingSource: ByteSource {
    private let source: any ByteSource
    private var decoder: (any ByteSource)?
    /// The format, once the first bytes were read.
    public private(set) var format: CompressionFormat?
    private let budget: DecompressionBudget
    private let readsAhead: Bool

    /// - Parameters:
    ///   - format: what the data must be; nil to detect it.
    ///   - readsAhead: compressed data is read by a thread of its own, for sources that do more than read. They are in use until this
    ///     object is gone.
    public init(
        _ source: any ByteSource, format: CompressionFormat? = nil, budget: DecompressionBudget = DecompressionBudget(),
        readsAhead: Bool = false
    ) {
        self.source = source
        self.format = format
        self.budget = budget
        self.readsAhead = readsAhead
    }

    public func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        if let decoder { return unsafe try decoder.next() }
        let lookahead = LookaheadSource(source)
        let format: CompressionFormat
        if let known = self.format {
            format = known
        } else {
            format = try CompressionFormat.detect(lookahead.first(4))
        }
        self.format = format
        let chosen: any ByteSource =
            switch format {
            case .none: lookahead
            case .gzip: GzipSource(try ahead(lookahead), budget: budget)
            case .zstd: try ZstdSource(ahead(lookahead), budget: budget)
            }
        decoder = chosen
        return unsafe try chosen.next()
    }

    private func ahead(_ source: any ByteSource) throws(ArchiveError) -> any ByteSource {
        readsAhead ? try ReadAheadSource(source) : source
    }

    public func skip(_ count: Int64) throws(ArchiveError) -> Int64 {
        guard format == CompressionFormat.none, let decoder else { return 0 }
        return try decoder.skip(count)
    }
}

/// How much a compressed stream may grow: the guard against decompression bombs.
public struct DecompressionBudget: Hashable, Sendable {
    /// Bytes that may come out in all.
    public var maximumBytes: Int64
    /// Bytes that may come out for each byte that went in, once `ratioCountsFrom` bytes came out.
    public var maximumRatio: Int64
    public var ratioCountsFrom: Int64

    public init(maximumBytes: Int64 = 1 << 40, maximumRatio: Int64 = 5000, ratioCountsFrom: Int64 = 1 << 30) {
        self.maximumBytes = maximumBytes
        self.maximumRatio = maximumRatio
        self.ratioCountsFrom = ratioCountsFrom
    }

    /// Checks counts of bytes so far; deflate cannot pass 1032 to 1, zstd has no bound of its own.
    func check(read: Int64, produced: Int64) throws(ArchiveError) {
        if produced > maximumBytes {
            throw ArchiveError(
                .overBudget, "decompress", offset: produced, cause: "more than the limit of \(maximumBytes) bytes")
        }
        if produced > ratioCountsFrom, produced / max(1, read) > maximumRatio {
            throw ArchiveError(
                .overBudget, "decompress", offset: produced,
                cause: "\(read) bytes became \(produced), more than \(maximumRatio) times as many")
        }
    }
}

/// A source whose first bytes can be seen before they are taken.
@safe final class LookaheadSource: ByteSource {
    private let source: any ByteSource
    private var held: [UInt8] = []
    private var heldBlock: ByteBlock?
    private var chunk: UnsafeRawBufferPointer?

    init(_ source: any ByteSource) { self.source = source }

    /// The first `count` bytes, fewer when there are no more. Before the first `next` only.
    func first(_ count: Int) throws(ArchiveError) -> [UInt8] {
        let first = unsafe try source.next()
        unsafe chunk = first
        if first.count >= count { return unsafe Array(first.prefix(count)) }
        // A source of crumbs: gather until there is enough, then hand the gathered bytes out first.
        while held.count < count {
            let more = unsafe held.isEmpty ? first : try source.next()
            if unsafe more.isEmpty { break }
            unsafe held.append(contentsOf: more)
        }
        unsafe chunk = nil
        if !held.isEmpty {
            let block = ByteBlock(capacity: held.count)
            unsafe block.bytes.copyBytes(from: held)
            heldBlock = block
            unsafe chunk = block.prefix(held.count)
        }
        return Array(held.prefix(count))
    }

    func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        if let waiting = unsafe chunk {
            unsafe chunk = nil
            return unsafe waiting
        }
        return unsafe try source.next()
    }

    func skip(_ count: Int64) throws(ArchiveError) -> Int64 {
        unsafe chunk == nil ? try source.skip(count) : 0
    }
}
