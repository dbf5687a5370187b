import Archives
import Linux
import TestSupport
import Testing

@Suite struct TarReaderTests {
    @Test(arguments: ["v7", "oldgnu", "gnu", "ustar", "posix"])
    func `every dialect of GNU tar is read, whatever the size of the chunks`(format: String) throws {
        let scratch = try TemporaryDirectory("dialect")
        let base = scratch.path
        try makeDirectories("\(base)/tree/sub")
        try replaceFile("\(base)/tree/sub/file", with: Array("hello\n".utf8))
        try replaceFile("\(base)/tree/empty", with: [])
        try makeSymlink("\(base)/tree/sub/link", to: "../file")
        try shell("ln tree/sub/file tree/sub/z-hard", in: base)
        try shell(
            "tar --format=\(format) --sort=name --owner=7 --group=8 --numeric-owner --mtime=@1234567890 -cf a.tar tree",
            in: base)
        let bytes = try readFile("\(base)/a.tar")
        for chunk in [bytes.count, 512, 700, 1] {
            let entries = try read(bytes, chunk: chunk)
            #expect(
                entries.map { $0.entry.name.display } == [
                    "tree/", "tree/empty", "tree/sub/", "tree/sub/file", "tree/sub/link", "tree/sub/z-hard",
                ])
            #expect(
                entries.map { $0.entry.kind } == [.directory, .file, .directory, .file, .symlink, .hardLink])
            #expect(entries[3].contents == Array("hello\n".utf8))
            #expect(entries[4].entry.linkTarget == "../file")
            #expect(entries[5].entry.linkTarget == "tree/sub/file")
            #expect(entries.allSatisfy { $0.entry.user == 7 && $0.entry.group == 8 })
            #expect(entries.allSatisfy { $0.entry.modified == FileStatus.Time(seconds: 1_234_567_890) })
        }
    }

    @Test(arguments: ["gnu", "posix"])
    func `long names, long links, raw bytes and big numbers survive`(format: String) throws {
        let scratch = try TemporaryDirectory("long")
        let base = scratch.path
        let long = String(repeating: "d", count: 120) + "/" + String(repeating: "f", count: 200)
        try makeDirectories("\(base)/t/" + String(repeating: "d", count: 120))
        try replaceFile("\(base)/t/\(long)", with: [1, 2, 3])
        try makeSymlink("\(base)/t/s", to: long)
        let inside = try open("\(base)/t", [.directory])
        _ = try open(ByteName([0x78, 0xff, 0xfe]), [.create, .writeOnly], at: inside.number)
        try shell("cd t && tar --format=\(format) --owner=3000000 --group=4000000 --sort=name -cf ../a.tar *", in: base)
        let entries = try read(try readFile("\(base)/a.tar"))
        #expect(entries[1].entry.name.display == long)
        #expect(entries[1].contents == [1, 2, 3])
        #expect(entries[2].entry.linkTarget.display == long)
        #expect(entries[3].entry.name == ByteName([0x78, 0xff, 0xfe]))
        #expect(entries[0].entry.user == 3_000_000 && entries[0].entry.group == 4_000_000)
    }

    @Test(arguments: [
        "--format=gnu", "--format=oldgnu", "--format=posix --sparse-version=0.0",
        "--format=posix --sparse-version=0.1", "--format=posix --sparse-version=1.0",
    ])
    func `sparse files of every version have their data in place`(options: String) throws {
        let scratch = try TemporaryDirectory("sparse")
        let base = scratch.path
        // Forty islands: more than the four segments of a header and the twenty-one of an extension block.
        var expected = [UInt8](repeating: 0, count: 41 * 65536 + 1000)
        do {
            let file = try open("\(base)/holes", [.create, .writeOnly])
            for island in 0..<40 {
                try file.seek(to: Int64(island * 65536 + 4096))
                try file.write([UInt8](repeating: UInt8(island + 1), count: 4096))
                expected.replaceSubrange(
                    (island * 65536 + 4096)..<(island * 65536 + 8192),
                    with: repeatElement(UInt8(island + 1), count: 4096)
                )
            }
            try file.truncate(to: Int64(expected.count))
        }
        try shell("echo after > after; tar \(options) -S -cf a.tar holes after", in: base)
        let bytes = try readFile("\(base)/a.tar")
        #expect(bytes.count < 400_000)
        for chunk in [Int.max, 7777] {
            let entries = try read(bytes, chunk: chunk)
            #expect(entries.map { $0.entry.name.display } == ["holes", "after"])
            #expect(entries[0].entry.size == Int64(expected.count))
            #expect(entries[0].entry.segments?.count == 40)
            #expect(entries[0].contents == expected)
            #expect(entries[1].contents == Array("after\n".utf8))
        }
    }

    @Test func `PAX times, attributes and global headers are taken`() throws {
        var bytes = paxBlock(flag: 0x67, records: ["uid=77", "mtime=5.5", "comment=x"])
        bytes += paxBlock(
            flag: 0x78,
            records: [
                "path=other/näme", "mtime=-1.25", "gid=99", "SCHILY.xattr.user.a=\u{1}\u{0}b",
                "LIBARCHIVE.xattr.user.b%20c=aGVsbG8=",
            ])
        bytes += try archive([file("first", "1"), file("second", "22")])
        let entries = try read(bytes)
        #expect(entries.map { $0.entry.name.display } == ["other/näme", "second"])
        #expect(entries[0].entry.user == 77 && entries[0].entry.group == 99)
        #expect(entries[0].entry.modified == FileStatus.Time(seconds: -2, nanoseconds: 750_000_000))
        #expect(entries[1].entry.user == 77)
        #expect(entries[1].entry.modified == FileStatus.Time(seconds: 5, nanoseconds: 500_000_000))
        #expect(
            entries[0].entry.extendedAttributes == [
                ExtendedAttribute(name: "user.a", value: [1, 0, 0x62]),
                ExtendedAttribute(name: "user.b c", value: Array("hello".utf8)),
            ])
    }

    @Test func `an archive cut anywhere is an error that tells where, or ends between two entries`() throws {
        let whole = try archive([
            file("one", String(repeating: "x", count: 700)), symlink("two", to: "one"), file("three", "3"),
        ])
        // Cuts at the starts of entries, in padding and in the trailer are ends.
        for cut in stride(from: 0, to: whole.count, by: 37) {
            let reader = TarReader(MemorySource(Array(whole[..<cut])))
            do throws(ArchiveError) {
                while let entry = try reader.next() { _ = try reader.readContent(limit: Int(entry.size)) }
                #expect(cut % 512 == 0 || cut > 512 + 700 && cut < 1536 || cut > whole.count - 1024 - 512)
            } catch {
                #expect(error.code == .truncated)
                #expect(error.offset != nil)
            }
        }
    }

    @Test func `damaged headers and lying numbers are refused`() throws {
        let good = try archive([file("name", "contents")])
        var flipped = good
        flipped[3] ^= 1
        expectError(.malformed, in: flipped)
        expectError(.malformed, in: paxBlock(flag: 0x78, records: ["uid=-1"]) + good)
        expectError(.malformed, in: paxBlock(flag: 0x78, records: ["uid=4294967295"]) + good)
        expectError(.malformed, in: paxBlock(flag: 0x78, records: ["size=99999999999999999999"]) + good)
        expectError(.malformed, in: paxBlock(flag: 0x78, records: ["path=a\0b"]) + good)
        expectError(
            .malformed,
            in: paxBlock(
                flag: 0x78, records: ["GNU.sparse.size=10", "GNU.sparse.numblocks=2", "GNU.sparse.map=5,4,3,4"])
                + good)
        expectError(
            .malformed,
            in: paxBlock(flag: 0x78, records: ["GNU.sparse.size=10", "GNU.sparse.numblocks=1", "GNU.sparse.map=5,8"])
                + good
        )
        expectError(.truncated, in: paxBlock(flag: 0x78, records: ["uid=1"]))
        expectError(
            .overBudget, in: paxBlock(flag: 0x78, records: ["path=" + String(repeating: "p", count: 5000)]) + good)
        var many: [UInt8] = []
        for _ in 0..<70 { many += paxBlock(flag: 0x78, records: ["uid=1"]) }
        expectError(.overBudget, in: many + good)
        var lying = paxBlock(flag: 0x78, records: ["uid=1"])
        lying[512] = 0x39  // the record says it is longer than its header
        expectError(.malformed, in: lying + good)
    }

    private func expectError(
        _ code: ArchiveError.Code, in bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: ArchiveError.self, sourceLocation: sourceLocation) { _ = try read(bytes) }
        #expect(error?.code == code, "\(String(describing: error))", sourceLocation: sourceLocation)
    }

    /// A PAX header of that type.
    private func paxBlock(flag: UInt8, records: [String]) -> [UInt8] {
        var text: [UInt8] = []
        for record in records {
            let rest = record.utf8.count + 2
            var length = rest + String(rest).utf8.count
            length = rest + String(length).utf8.count
            text += Array("\(length) \(record)\n".utf8)
        }
        var header = [UInt8](repeating: 0, count: 512)
        header.replaceSubrange(0..<4, with: "pax0".utf8)
        for offset in [100, 108, 116] { header.replaceSubrange(offset..<(offset + 7), with: "0000000".utf8) }
        let octal = String(text.count, radix: 8)
        header.replaceSubrange(
            124..<135, with: Array((String(repeating: "0", count: 11 - octal.utf8.count) + octal).utf8))
        header.replaceSubrange(136..<147, with: "00000000000".utf8)
        header[156] = flag
        header.replaceSubrange(257..<265, with: [0x75, 0x73, 0x74, 0x61, 0x72, 0, 0x30, 0x30])
        header.replaceSubrange(148..<156, with: repeatElement(0x20, count: 8))
        let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
        header.replaceSubrange(
            148..<155, with: Array((String(repeating: "0", count: 6 - sum.utf8.count) + sum + "\0").utf8))
        return header + text + [UInt8](repeating: 0, count: -text.count & 511)
    }
}
