import Testing

@testable import Archives

@Suite struct ContentSplitterTests {
    private struct Chunk: Equatable {
        var bytes: [UInt8] = []
        var isZeros = false
    }

    private func chunks(_ bytes: [UInt8], piece: Int) throws -> [Chunk] {
        var found: [Chunk] = []
        var open = Chunk()
        func step(_ step: ContentSplitter.Step) {
            switch unsafe step {
            case .data(let more): unsafe open.bytes += Array(more)
            case .end:
                found.append(open)
                open = Chunk()
            case .zeros(let count): found.append(Chunk(bytes: [UInt8](repeating: 0, count: Int(count)), isZeros: true))
            }
        }
        var splitter = ContentSplitter()
        for start in stride(from: 0, to: bytes.count, by: piece) {
            let part = Array(bytes[start..<min(start + piece, bytes.count)])
            try unsafe part.withUnsafeBytes { try unsafe splitter.take($0, step) }
        }
        try unsafe splitter.finish(step)
        #expect(open.bytes.isEmpty)
        return found
    }

    /// Bytes that look like chance and are the same each time, with runs of zeros of many lengths.
    private func sample(_ count: Int) -> [UInt8] {
        var state: UInt64 = 42
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        var bytes: [UInt8] = []
        while bytes.count < count {
            bytes += (0..<(next() % 5000)).map { _ in UInt8(truncatingIfNeeded: next()) }
            bytes += [UInt8](repeating: 0, count: Int(next() % 2500))
        }
        return Array(bytes.prefix(count))
    }

    @Test func `chunks together are the contents, whatever the pieces they come in`() throws {
        let bytes = sample(600_000)
        let whole = try chunks(bytes, piece: bytes.count)
        #expect(whole.flatMap(\.bytes) == bytes)
        #expect(whole.contains { !$0.isZeros } && whole.count > 100)
        #expect(whole.allSatisfy { !$0.bytes.isEmpty && (!$0.isZeros || $0.bytes.count >= 1024) })
        for piece in [1, 7, 1000, 4096, 65536] { #expect(try chunks(bytes, piece: piece) == whole, "pieces of \(piece)") }
    }

    @Test func `a change in one place leaves the chunks behind it as they are`() throws {
        let bytes = sample(2_000_000).map { $0 == 0 ? 1 : $0 }
        let before = try chunks(bytes, piece: 65536)
        let after = try chunks(Array(bytes[..<1000] + [1, 2, 3] + bytes[1000...]), piece: 65536)
        #expect(before.count > 10)
        #expect(before.dropFirst(2) == after.dropFirst(after.count - before.count + 2))
    }

    @Test func `zeros alone, few and many, are chunks of their own or none`() throws {
        #expect(try chunks([], piece: 1).isEmpty)
        #expect(try chunks([UInt8](repeating: 0, count: 1023), piece: 100) == [Chunk(bytes: [UInt8](repeating: 0, count: 1023))])
        #expect(
            try chunks([UInt8](repeating: 0, count: 1024), piece: 100) == [Chunk(bytes: [UInt8](repeating: 0, count: 1024), isZeros: true)])
        let hole = [UInt8](repeating: 0, count: 5000)
        #expect(try chunks([1] + hole + [2], piece: 512) == [Chunk(bytes: [1]), Chunk(bytes: hole, isZeros: true), Chunk(bytes: [2])])
    }
}
