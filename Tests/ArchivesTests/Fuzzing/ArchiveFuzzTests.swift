import Archives
import Glibc
import Linux
import TestSupport
import Testing

/// Hostile streams and archives. `scripts/fuzz` runs them for longer.
@Suite struct ArchiveFuzzTests {
    private func pass(_ run: FuzzRun) {
        #expect(run.findings.isEmpty, "\(run.findings.joined(separator: "\n"))")
        #expect(run.inputs > 20)
        #expect(run.accepted > 0, "not one of \(run.inputs) was accepted: nothing behind the reader was tried")
    }

    /// Changes, takes out, doubles and cuts.
    private static func damage(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        for _ in 0..<random.below(4) where !bytes.isEmpty {
            let at = random.below(bytes.count)
            let length = min(random.below(40), bytes.count - at)
            switch random.below(6) {
            case 0: bytes[at] ^= 1 << UInt8(random.below(8))
            case 1: bytes[at] = UInt8(truncatingIfNeeded: random.next())
            case 2: bytes.removeSubrange(at..<(at + length))
            case 3: bytes.insert(contentsOf: Array(bytes[at..<(at + length)]), at: random.below(bytes.count))
            case 4: bytes.removeSubrange(at...)
            default: bytes.append(contentsOf: (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) })
            }
        }
    }

    private static func plain(_ random: inout SeededRandom) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < 3000, !random.happens(oneIn: 9) {
            switch random.below(3) {
            case 0: bytes += [UInt8](repeating: UInt8(truncatingIfNeeded: random.next()), count: random.below(900))
            case 1: bytes += (0..<random.below(200)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            default: bytes += bytes.suffix(random.below(300))
            }
        }
        return bytes
    }

    private static func decompressed(_ bytes: [UInt8], _ format: CompressionFormat, chunk: Int = .max) -> [UInt8]? {
        // What is refused is not told here: that it does no harm is what is tried.
        try? DecompressingSource(MemorySource(bytes, chunk: chunk), format: format).readAll()
    }

    @Test func `no gzip stream crashes us or is read otherwise than zlib reads it`() throws {
        let zlib = InflateTests()
        var run = FuzzRun("gzip")
        try run.run(seconds: 3) { random in
            var bytes = zlib.gzip(
                Self.plain(&random), level: CInt(random.below(10)), strategy: CInt(random.below(5)), window: CInt(9 + random.below(7)),
                memory: CInt(1 + random.below(9)))
            Self.damage(&bytes, &random)
            return bytes
        } _: { bytes in
            let ours = Self.decompressed(bytes, .gzip)
            if ours != Self.decompressed(bytes, .gzip, chunk: 5) { throw FuzzRun.Finding("it depends on how the bytes come") }
            let theirs = bytes.count > 2 ? zlib.byZlib(bytes) : nil
            // After the first member ours goes on, where zlib stops.
            if let ours, bytes.count > 2 {
                guard let theirs, ours.starts(with: theirs) else { throw FuzzRun.Finding("zlib reads something else") }
            }
            return ours != nil
        }
        pass(run)
    }

    @Test func `no zstd stream crashes us`() throws {
        var run = FuzzRun("zstd")
        try run.run(seconds: 2) { random in
            let sink = MemorySink()
            var bytes: [UInt8] = []
            do {
                let zstd = try ZstdSink(sink, level: 1 + random.below(15))
                try zstd.write(Self.plain(&random))
                try zstd.finish()
                bytes = sink.bytes
            } catch { Issue.record("\(error)") }
            Self.damage(&bytes, &random)
            return bytes
        } _: { bytes in
            let ours = Self.decompressed(bytes, .zstd)
            // libzstd compares the size that a frame announces with what came only where all of an empty frame is at hand: one may be
            // refused whole and taken in pieces. What it stands for is told by its digest in any case.
            if let ours, let others = Self.decompressed(bytes, .zstd, chunk: 3), ours != others {
                throw FuzzRun.Finding("it depends on how the bytes come")
            }
            return ours != nil
        }
        pass(run)
    }

    // MARK: Archives

    private static func name(_ random: inout SeededRandom) -> ByteName {
        let parts = ["a", "b", "..", ".", "", "victim", ".wh.a", ".wh..wh..opq", ".wh.", "\u{0}x", String(repeating: "n", count: 120), "é"]
        let text = (0...random.below(4)).map { _ in parts[random.below(parts.count)] }.joined(separator: "/")
        return ByteName(random.happens(oneIn: 5) ? "/" + text : text)
    }

    /// An archive of chance entries, some of them damaged; most damaged heads get a sum that is right again.
    private static func hostile(_ random: inout SeededRandom) -> [UInt8] {
        let sink = MemorySink()
        let writer = TarWriter(sink)
        for _ in 0...random.below(7) {
            let kinds: [TarEntry.Kind] = [.file, .file, .directory, .directory, .symlink, .hardLink, .fifo]
            var entry = TarEntry(
                name: name(&random), kind: kinds[random.below(kinds.count)], permissions: UInt32(random.below(0o10000)), user: geteuid(),
                group: getegid(), linkTarget: name(&random))
            if random.happens(oneIn: 4) { entry.extendedAttributes = [.init(name: "user.x", value: plain(&random))] }
            let contents = entry.kind == .file ? plain(&random) : []
            entry.size = Int64(contents.count)
            // Names with a NUL are refused by the writer already.
            try? writer.add(entry)
            if !contents.isEmpty { try? writer.write(contents) }
        }
        try? writer.finish()
        var bytes = sink.bytes
        let isWhole = random.happens(oneIn: 4)
        if !isWhole { damage(&bytes, &random) }
        for start in stride(from: 0, to: bytes.count - 511, by: 512) where !isWhole && !random.happens(oneIn: 4) {
            guard bytes[start + 257] == 0x75 else { continue }
            for index in 148..<156 { bytes[start + index] = 0x20 }
            let sum = bytes[start..<(start + 512)].reduce(0) { $0 + Int($1) }
            let text = String(sum, radix: 8)
            let digits = String(repeating: "0", count: max(0, 6 - text.utf8.count)) + text
            for (index, byte) in (Array(digits.utf8) + [0]).enumerated() { bytes[start + 148 + index] = byte }
        }
        return bytes
    }

    @Test func `no archive crashes the reader, and it says the same however the bytes come`() throws {
        var run = FuzzRun("tar")
        try run.run(seconds: 3) {
            Self.hostile(&$0)
        } _: { bytes in
            func told(_ chunk: Int) -> String {
                var text = ""
                let reader = TarReader(MemorySource(bytes, chunk: chunk))
                do {
                    while let entry = try reader.next() {
                        if entry.name.hasNUL { return "a name with a NUL" }
                        text += "\(entry.name.bytes) \(entry.kind) \(entry.size) \(entry.permissions) \(entry.linkTarget.bytes)\n"
                        text += "\(try reader.readContent(limit: 1 << 20).count)\n"
                    }
                    return text + "end"
                } catch { return text + "refused" }
            }
            let whole = told(.max)
            if whole == "a name with a NUL" || whole != told(100) { throw FuzzRun.Finding("the reader says two things:\n\(whole)") }
            return whole.hasSuffix("end")
        }
        pass(run)
    }

    @Test func `no archive leads out of the directory that it is unpacked into`() throws {
        let scratch = try TemporaryDirectory("fuzz")
        let base = scratch.path
        try makeDirectory("\(base)/side")
        for name in ["victim", "a", "side/b"] { try replaceFile("\(base)/\(name)", with: Array("safe".utf8)) }
        let before = try TreeListing(of: base).lines.filter { !$0.hasPrefix("./root") && !$0.hasPrefix(". ") }
        var options = ExtractionOptions.layer
        options.budget.maximumEntries = 1000
        var run = FuzzRun("unpacked")
        try run.run(seconds: 4) {
            Self.hostile(&$0)
        } _: { bytes in
            try makeDirectory("\(base)/root")
            defer { _ = try? removeTree("\(base)/root") }
            let root = try open("\(base)/root", [.directory])
            // What is refused is half unpacked, and has to be as harmless.
            let summary = try? LayerExtractor.extract(MemorySource(bytes), into: root, options: options)
            let after = try TreeListing(of: base).lines.filter { !$0.hasPrefix("./root") && !$0.hasPrefix(". ") }
            if after != before { throw FuzzRun.Finding("something outside is changed: \(after)") }
            return summary != nil
        }
        pass(run)
    }
}
