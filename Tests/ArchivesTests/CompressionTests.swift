import Archives
import Linux
import TestSupport
import Testing

@Suite struct CompressionTests {
    /// Text that compresses, then noise that does not.
    private static let sample: [UInt8] = {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        for index in 0..<15_000 { bytes += Array("line \(index % 977) of \(index)\n".utf8) }
        for _ in 0..<70_000 { bytes.append(UInt8.random(in: 0...255, using: &generator)) }
        return bytes
    }()

    private func compressed(_ format: CompressionFormat, _ bytes: [UInt8], level: Int) throws -> [UInt8] {
        let sink = MemorySink()
        let compressor: any ByteSink =
            format == .gzip ? try GzipSink(sink, level: level) : try ZstdSink(sink, level: level)
        try compressor.write(bytes)
        try compressor.finish()
        #expect(sink.isFinished)
        return sink.bytes
    }

    private func plain(_ bytes: [UInt8], chunk: Int = .max) throws -> [UInt8] {
        try DecompressingSource(MemorySource(bytes, chunk: chunk)).readAll()
    }

    @Test(arguments: [CompressionFormat.gzip, .zstd], [1, 9])
    func `what is compressed comes back, in chunks of any size and as several members`(
        format: CompressionFormat, level: Int
    ) throws {
        let once = try compressed(format, Self.sample, level: level)
        #expect(once.count < Self.sample.count)
        for chunk in [Int.max, 65536, 1001, 1] { #expect(try plain(once, chunk: chunk) == Self.sample) }
        let empty = try compressed(format, [], level: level)
        #expect(try plain(empty) == [])
        let tail = try compressed(format, Array("tail".utf8), level: level)
        for chunk in [Int.max, 7] {
            #expect(try plain(once + empty + tail, chunk: chunk) == Self.sample + Array("tail".utf8))
        }
    }

    @Test func `the tools of the system read what we write and the other way round`() throws {
        let scratch = try TemporaryDirectory("tools")
        let gzip = try compressed(.gzip, Self.sample, level: 6)
        #expect(gzip.prefix(10).elementsEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]))
        try replaceFile("\(scratch.path)/a.gz", with: gzip)
        try replaceFile("\(scratch.path)/b", with: Self.sample)
        try shell("gzip -dc a.gz | cmp - b && gzip -9 -k b", in: scratch.path)
        #expect(try plain(try readFile("\(scratch.path)/b.gz")) == Self.sample)
    }

    @Test(arguments: [CompressionFormat.gzip, .zstd])
    func `a stream cut short is truncated, a changed one is corrupt, never a wrong answer`(format: CompressionFormat)
        throws
    {
        let good = try compressed(format, Array(Self.sample.prefix(50_000)), level: 6)
        for cut in stride(from: 5, to: good.count, by: 997) {
            let error = #expect(throws: ArchiveError.self) { _ = try plain(Array(good[..<cut])) }
            #expect(error?.code == .truncated)
        }
        for index in stride(from: 20, to: good.count, by: 431) {
            var bad = good
            bad[index] ^= 0x10
            let error = #expect(throws: ArchiveError.self) { _ = try plain(bad) }
            #expect(error?.code == .corrupt || error?.code == .truncated)
        }
    }

    @Test func `blocks compressed on several threads are one member, the same for any number of threads`() throws {
        let scratch = try TemporaryDirectory("parallel")
        for length in [0, 1, 512 << 10, 512 << 10 + 1, 1_700_000] {
            var bytes = Self.sample
            while bytes.count < length { bytes += Self.sample }
            bytes.removeLast(bytes.count - length)
            var results: [[UInt8]] = []
            for threads in [1, 3] {
                let sink = MemorySink()
                let gzip = try ParallelGzipSink(sink, threads: threads)
                for start in stride(from: 0, to: length, by: 100_000) {
                    try gzip.write(Array(bytes[start..<min(length, start + 100_000)]))
                }
                try gzip.finish()
                results.append(sink.bytes)
            }
            #expect(results[0] == results[1])
            #expect(try plain(results[0]) == bytes)
            try replaceFile("\(scratch.path)/a.gz", with: results[0])
            try replaceFile("\(scratch.path)/a.plain", with: bytes)
            try shell("gzip -dc a.gz | cmp - a.plain", in: scratch.path)
        }
        // Left in the middle, the threads end.
        let left = try ParallelGzipSink(MemorySink())
        try left.write(Self.sample)
    }

    @Test func `zeros after a gzip member are padding, anything else is an error`() throws {
        let good = try compressed(.gzip, Array("x".utf8), level: 6)
        #expect(try plain(good + [UInt8](repeating: 0, count: 1000)) == Array("x".utf8))
        #expect(throws: ArchiveError.self) { _ = try plain(good + Array("garbage".utf8)) }
        #expect(throws: ArchiveError.self) { _ = try plain(good + [0, 0, 1]) }
    }

    @Test func `a bomb stops at the budget`() throws {
        let bomb = try compressed(.zstd, [UInt8](repeating: 0, count: 8 << 20), level: 1)
        let source = DecompressingSource(
            MemorySource(bomb), budget: DecompressionBudget(maximumRatio: 100, ratioCountsFrom: 1 << 20))
        let error = #expect(throws: ArchiveError.self) { try source.drain() }
        #expect(error?.code == .overBudget)
    }

    @Test func `reading ahead gives the same bytes and passes errors on`() throws {
        let gzip = try compressed(.gzip, Self.sample, level: 6)
        let ahead = try ReadAheadSource(DecompressingSource(MemorySource(gzip, chunk: 1000)), chunks: 3, chunk: 10_000)
        #expect(try ahead.readAll() == Self.sample)
        let broken = try ReadAheadSource(DecompressingSource(MemorySource(Array(gzip.dropLast(100)))))
        let error = #expect(throws: ArchiveError.self) { try broken.drain() }
        #expect(error?.code == .truncated)
        // Left in the middle, the thread ends with it.
        let left = try ReadAheadSource(DecompressingSource(MemorySource(gzip)), chunks: 2, chunk: 1000)
        unsafe #expect(try left.next().count == 1000)
    }
}
