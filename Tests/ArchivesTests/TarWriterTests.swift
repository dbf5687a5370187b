import Archives
import Glibc
import Linux
import TestSupport
import Testing

@Suite struct TarWriterTests {
    @Test func `a small file is one ustar header, its contents and two empty blocks`() throws {
        var entry = TarEntry(name: "bin/a", kind: .file, permissions: 0o4755, user: 1, group: 2)
        entry.modified = FileStatus.Time(seconds: 1_000_000_000)
        let bytes = try archive([(entry, Array("hi".utf8))])
        #expect(bytes.count == 512 + 512 + 1024)
        func field(_ offset: Int, _ count: Int) -> String {
            String(decoding: bytes[offset..<(offset + count)], as: UTF8.self)
        }
        #expect(field(0, 6) == "bin/a\0")
        #expect(field(100, 8) == "0004755\0")
        #expect(field(108, 16) == "0000001\u{0}0000002\0")
        #expect(field(124, 24) == "00000000002\u{0}07346545000\0")
        #expect(field(148, 8) == "006724\0 ")
        #expect(field(156, 1) == "0")
        #expect(field(257, 8) == "ustar\u{0}00")
        #expect(field(512, 3) == "hi\0")
        #expect(bytes[1024...].allSatisfy { $0 == 0 })
    }

    @Test func `what is written is read back, and GNU tar agrees`() throws {
        let scratch = try TemporaryDirectory("writer")
        let long = ByteName(Array(repeating: 0x61, count: 130) + [0x2f] + Array(repeating: 0x62, count: 180))
        let split = ByteName(Array(repeating: 0x61, count: 90) + [0x2f] + Array(repeating: 0x62, count: 90))
        var fancy = TarEntry(
            name: long, kind: .file, permissions: 0o640, user: 3_000_000, group: 5, size: 3,
            modified: FileStatus.Time(seconds: -5, nanoseconds: 250_000_000),
            extendedAttributes: [
                ExtendedAttribute(name: "user.z", value: [0, 10, 61]), ExtendedAttribute(name: "user.a", value: []),
            ])
        fancy.userName = "somebody"
        var sparse = TarEntry(
            name: "holes/sparse", kind: .file, size: 1_000_000,
            segments: [SparseSegment(offset: 4096, length: 512), SparseSegment(offset: 500_000, length: 2)])
        sparse.modified = FileStatus.Time(seconds: 12)
        var device = TarEntry(name: "dev", kind: .characterDevice)
        (device.deviceMajor, device.deviceMinor) = (5, 1)
        let entries: [(TarEntry, [UInt8])] = [
            (fancy, [1, 2, 3]), (sparse, [UInt8](repeating: 0x61, count: 512) + Array("de".utf8)), directory(split),
            symlink("l", to: long),
            hardLink("h", to: split), (device, []), (TarEntry(name: ByteName([0xc3, 0x28]), kind: .fifo), []),
        ]
        let bytes = try archive(entries)
        #expect(bytes == (try archive(entries)))
        let found = try read(bytes)
        #expect(found.count == entries.count)
        for (index, (written, _)) in entries.enumerated() {
            let back = found[index].entry
            #expect(back.name.bytes == written.name.bytes + (written.kind == .directory ? [0x2f] : []))
            #expect(back.kind == written.kind && back.linkTarget == written.linkTarget)
            #expect(back.user == written.user && back.modified == written.modified && back.size == written.size)
            #expect(back.segments == written.segments && back.deviceMajor == written.deviceMajor)
            #expect(Set(back.extendedAttributes) == Set(written.extendedAttributes))
        }
        #expect(found[0].entry.userName == "somebody")
        try replaceFile("\(scratch.path)/a.tar", with: bytes)
        try shell("tar -tf a.tar > list 2> errors; tar -xf a.tar holes/sparse", in: scratch.path)
        #expect(try contents("\(scratch.path)/errors") == "")
        let unpacked = try readFile("\(scratch.path)/holes/sparse")
        #expect(unpacked.count == 1_000_000)
        #expect(
            Array(unpacked[4096..<4608]) == [UInt8](repeating: 0x61, count: 512)
                && Array(unpacked[500_000..<500_002]) == Array("de".utf8))
    }

    @Test func `contents that are too long or too short are errors`() throws {
        let writer = TarWriter(MemorySink())
        try writer.add(TarEntry(name: "a", kind: .file, size: 2))
        #expect(throws: ArchiveError.self) { try writer.write([1, 2, 3]) }
        let other = TarWriter(MemorySink())
        try other.add(TarEntry(name: "a", kind: .file, size: 2))
        #expect(throws: ArchiveError.self) { try other.finish() }
    }
}
