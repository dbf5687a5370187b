import Archives
import Glibc
import Linux
import TestSupport
import Testing

@Suite struct TreeArchiverTests {
    private func archiveTree(_ path: String, _ options: TreeArchiveOptions = TreeArchiveOptions()) throws -> [UInt8] {
        let sink = MemorySink()
        let writer = TarWriter(sink)
        try TreeArchiver(writer, options: options).add(below: try open(path, [.directory]))
        try writer.finish()
        return sink.bytes
    }

    @Test func `a tree comes back as it was: links, holes, modes, times, attributes`() throws {
        let scratch = try TemporaryDirectory("tree")
        let base = scratch.path
        try makeDirectories("\(base)/in/d/e")
        try replaceFile("\(base)/in/d/file", with: Array("data".utf8))
        try shell(
            """
            cd in; ln d/file d/hard; ln -s ../nowhere d/sym; mkfifo d/fifo; chmod 2750 d/e; chmod 4711 d/file
            truncate -s 1M holes; printf tail >> holes; printf xx | dd of=holes bs=1 seek=300000 conv=notrunc 2>/dev/null
            touch -h -d @1000000000.5 d/file d/sym d/fifo holes; touch -d @999999999 d/e; touch -d @999999998 d
            """, in: base)
        try setExtendedAttribute("user.note", [1, 2], of: "\(base)/in/d/file")
        let bytes = try archiveTree("\(base)/in", TreeArchiveOptions(keepsFractions: true))
        #expect(bytes == (try archiveTree("\(base)/in", TreeArchiveOptions(keepsFractions: true))))
        #expect(bytes.count < 100_000)
        try makeDirectories("\(base)/out")
        let summary = try LayerExtractor.extract(
            MemorySource(bytes), into: try open("\(base)/out", [.directory]))
        #expect(summary.entries == 7)
        for path in ["d", "d/e", "d/file", "d/hard", "d/sym", "d/fifo", "holes"] {
            let before = try status(of: "\(base)/in/\(path)", followingLinks: false)
            let after = try status(of: "\(base)/out/\(path)", followingLinks: false)
            #expect(before.kind == after.kind && before.permissions == after.permissions, "\(path)")
            #expect(before.modified == after.modified, "\(path)")
            #expect(before.size == after.size || before.kind == .directory, "\(path)")
            #expect(before.user == after.user && before.group == after.group && before.links == after.links, "\(path)")
        }
        #expect(try status(of: "\(base)/out/d/file").inode == status(of: "\(base)/out/d/hard").inode)
        #expect(try readFile("\(base)/out/holes") == readFile("\(base)/in/holes"))
        #expect(try status(of: "\(base)/out/holes").blocks * 512 < 100_000)
        #expect(try extendedAttribute("user.note", of: "\(base)/out/d/file") == [1, 2])
    }

    @Test(.enabled(if: isRoot)) func `marks of an overlay become whiteouts and back`() throws {
        let scratch = try TemporaryDirectory("layer")
        let base = scratch.path
        try unpack(
            [
                directory("a"), file("a/.wh..wh..opq"), file("a/new", "n"), file(".wh.gone"), directory("kept"),
                file("kept/x"),
            ],
            into: "\(base)/layer")
        #expect(try status(of: "\(base)/layer/gone").kind == .characterDevice)
        #expect(try extendedAttribute("trusted.overlay.opaque", of: "\(base)/layer/a") == [0x79])
        let names = try read(try archiveTree("\(base)/layer", TreeArchiveOptions(form: .layer))).map {
            $0.entry.name.display
        }
        #expect(names == ["a/", "a/.wh..wh..opq", "a/new", ".wh.gone", "kept/", "kept/x"])
    }

    @Test func `names are put under a prefix, left out and owned as asked`() throws {
        let scratch = try TemporaryDirectory("options")
        let base = scratch.path
        try makeDirectories("\(base)/in/skip")
        try replaceFile("\(base)/in/skip/x", with: [])
        try replaceFile("\(base)/in/y", with: [])
        let options = TreeArchiveOptions(
            latestTime: FileStatus.Time(seconds: 100), owner: (12, 13), includesRoot: true, prefix: "p/",
            excludes: { $0 == "skip" })
        let entries = try read(try archiveTree("\(base)/in", options)).map { $0.entry }
        #expect(entries.map { $0.name.display } == ["p/", "p/y"])
        #expect(entries.allSatisfy { $0.user == 12 && $0.group == 13 && $0.modified.seconds == 100 })
    }
}
