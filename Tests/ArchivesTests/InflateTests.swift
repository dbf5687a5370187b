import Archives
import CZlib
import Linux
import TestSupport
import Testing

@Suite struct InflateTests {
    /// What zlib itself makes of a gzip stream: its plain bytes, or nil when it refuses. Trailing data is left alone.
    func byZlib(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = unsafe z_stream()
        guard unsafe inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
            return nil
        }
        defer { unsafe inflateEnd(&stream) }
        var plain: [UInt8] = []
        var output = [UInt8](repeating: 0, count: 1 << 16)
        var result = Z_OK
        var input = bytes
        unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe stream.next_in = input.baseAddress
            unsafe stream.avail_in = UInt32(input.count)
            repeat {
                unsafe output.withUnsafeMutableBufferPointer { output in
                    unsafe stream.next_out = output.baseAddress
                    unsafe stream.avail_out = UInt32(output.count)
                    result = unsafe inflate(&stream, Z_NO_FLUSH)
                    let count = unsafe output.count - Int(stream.avail_out)
                    unsafe plain.append(contentsOf: output[..<count])
                }
            } while result == Z_OK
        }
        return result == Z_STREAM_END ? plain : nil
    }

    /// A gzip member by zlib with everything that changes the form of its blocks.
    func gzip(_ bytes: [UInt8], level: CInt, strategy: CInt, window: CInt = 15, memory: CInt = 8) -> [UInt8] {
        var stream = unsafe z_stream()
        unsafe deflateInit2_(
            &stream, level, Z_DEFLATED, window + 16, memory, strategy, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        defer { unsafe deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: bytes.count * 2 + 4096)
        let left = unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe stream.next_in = input.baseAddress
                unsafe stream.avail_in = UInt32(input.count)
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(output.count)
                unsafe deflate(&stream, Z_FINISH)
                return unsafe Int(stream.avail_out)
            }
        }
        return Array(output.dropLast(left))
    }

    private func ours(_ bytes: [UInt8], chunk: Int = .max) throws(ArchiveError) -> [UInt8] {
        try DecompressingSource(MemorySource(bytes, chunk: chunk), format: .gzip).readAll()
    }

    /// Inputs of different nature: runs, short and long repeats near and far, text, noise.
    private static let samples: [[UInt8]] = {
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15
        func random() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
        var samples: [[UInt8]] = [[], [0], Array("a".utf8), [UInt8](repeating: 7, count: 100_000)]
        for period in [2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 100, 258, 32_768, 32_769] {
            let unit = (0..<period).map { _ in UInt8(truncatingIfNeeded: random()) }
            var bytes: [UInt8] = []
            while bytes.count < max(3000, period * 3) { bytes += unit }
            samples.append(bytes)
        }
        samples.append((0..<80_000).map { _ in UInt8(truncatingIfNeeded: random()) })
        // A skewed alphabet has long code words; sparse changes in a repeat give every length and distance.
        samples.append((0..<120_000).map { _ in UInt8(random().leadingZeroBitCount * 3 & 255) })
        var mixed: [UInt8] = []
        while mixed.count < 300_000 {
            let length = Int(random() % 300) + 1
            if mixed.count > 70_000, random() & 3 != 0 {
                let start = mixed.count - Int(random() % 65_000) - 300
                mixed += Array(mixed[start..<(start + length)])
            } else {
                for _ in 0..<length { mixed.append(UInt8(truncatingIfNeeded: random() & random() & random())) }
            }
        }
        samples.append(mixed)
        return samples
    }()

    @Test func `every form of block that zlib writes comes back, whole and in pieces`() throws {
        for sample in Self.samples {
            for (level, strategy) in [
                (0, Z_DEFAULT_STRATEGY), (1, Z_DEFAULT_STRATEGY), (6, Z_DEFAULT_STRATEGY), (9, Z_DEFAULT_STRATEGY),
                (6, Z_FIXED), (6, Z_HUFFMAN_ONLY), (6, Z_RLE), (9, Z_FILTERED),
            ] as [(CInt, CInt)] {
                let packed = gzip(sample, level: level, strategy: strategy)
                #expect(try ours(packed) == sample, "\(sample.count) bytes, level \(level), strategy \(strategy)")
            }
            let packed = gzip(sample, level: 6, strategy: Z_DEFAULT_STRATEGY, window: 9, memory: 1)
            for chunk in [1, 2, 31, 33, 64, 1000] where sample.count < 100_001 || chunk > 60 {
                #expect(try ours(packed, chunk: chunk) == sample, "\(sample.count) bytes, chunk \(chunk)")
            }
        }
    }

    @Test func `a stream cut short anywhere is truncated`() throws {
        let packed = gzip(Array(Self.samples.last!.prefix(6_000)), level: 6, strategy: Z_DEFAULT_STRATEGY)
        for cut in 0..<packed.count {
            let error = #expect(throws: ArchiveError.self) { _ = try ours(Array(packed[..<cut])) }
            #expect(error?.code == .truncated, "\(cut): \(String(describing: error))")
        }
    }

    @Test func `any changed bit is judged as zlib judges it`() throws {
        let sample = Array(Self.samples.last!.prefix(800))
        for strategy in [Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY] {
            let packed = gzip(sample, level: 6, strategy: strategy)
            // The header's flags apart, where zlib checks more than is worth it.
            for bit in 80..<(packed.count * 8) {
                var bad = packed
                bad[bit / 8] ^= 1 << UInt8(bit % 8)
                let expected = byZlib(bad)
                do throws(ArchiveError) {
                    let plain = try ours(bad, chunk: bit % 3 == 0 ? 100 : .max)
                    #expect(plain == expected, "bit \(bit)")
                } catch {
                    #expect(expected == nil, "bit \(bit): \(error)")
                }
            }
        }
    }

    @Test func `bodies of noise are judged as zlib judges them`() throws {
        var state: UInt64 = 42
        for round in 0..<3_000 {
            var body: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
            for index in 0..<120 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                var byte = UInt8(truncatingIfNeeded: state >> 56)
                // Dynamic and fixed blocks: a reserved or stored one ends too soon to be interesting.
                if index == 0 { byte = byte & ~7 | (round & 1 == 0 ? 4 : 2) }
                body.append(byte)
            }
            #expect(byZlib(body) == nil)
            #expect(throws: ArchiveError.self) { _ = try ours(body) }
        }
    }

    @Test func `headers with name, comment, extra field and checksum are passed over`() throws {
        let plain = Array("contents".utf8)
        let packed = gzip(plain, level: 6, strategy: Z_DEFAULT_STRATEGY)
        var header: [UInt8] = [0x1f, 0x8b, 8, 0x1e, 1, 2, 3, 4, 0, 3]
        header += [3, 0, 9, 9, 9] + Array("name".utf8) + [0] + Array("comment".utf8) + [0, 0xaa, 0xbb]
        for chunk in [Int.max, 1] { #expect(try ours(header + packed.dropFirst(10), chunk: chunk) == plain) }
        header[3] = 0x20
        #expect(throws: ArchiveError.self) { _ = try ours(header + packed.dropFirst(10)) }
    }

    @Test func `the checksum by folding is the one by table`() throws {
        // Whatever length the last chunk has: the sums in the trailer are zlib's own.
        for length in [1, 15, 16, 63, 64, 255, 256, 257, 271, 272, 320, 1000, 4096, 65_537] {
            let sample = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
            #expect(try ours(gzip(sample, level: 1, strategy: Z_DEFAULT_STRATEGY)) == sample)
        }
    }
}
