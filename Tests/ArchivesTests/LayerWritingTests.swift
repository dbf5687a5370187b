import Linux
import TestSupport
import Testing

@testable import Archives

/// What layers of containers need beside their files.
@Suite struct LayerWritingTests {
    @Test func `capabilities of a namespace become those of every place`() {
        // revision 3, effective, CAP_NET_BIND_SERVICE, root is 100000
        let inside: [UInt8] = [1, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xa0, 0x86, 1, 0]
        let everywhere: [UInt8] = [1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(FileCapabilities.forEverywhere("security.capability", inside) == everywhere)
        #expect(FileCapabilities.forEverywhere("security.capability", everywhere) == everywhere)
        #expect(FileCapabilities.forEverywhere("user.capability", inside) == inside)
    }

    @Test func `names that are gone are marked in their directories`() throws {
        let scratch = try TemporaryDirectory("layer")
        try replaceFile("\(scratch.path)/kept", with: [65])
        let sink = MemorySink()
        let writer = TarWriter(sink)
        let archiver = TreeArchiver(writer)
        try archiver.add(below: try open(scratch.path, [.directory]))
        for name in ["gone", "d/e/gone"] { try archiver.addWhiteout(of: ByteName(name)) }
        try writer.finish()
        let reader = TarReader(MemorySource(sink.bytes))
        var names: [String] = []
        while let entry = try reader.next() { names.append(entry.name.display) }
        #expect(names == ["kept", ".wh.gone", "d/e/.wh.gone"])
    }
}
