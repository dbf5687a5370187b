import Archives
import ImageStorage
import Linux
import OCISpecification
import TestSupport
import Testing

/// What a check of the store reads, and from which blobs it brings layers back.
@Suite struct StoreCheckTests {
    /// Two images of one layer: with the blob of one it is compressed, with that of the other it is not.
    private func makePair(_ store: ImageStore) throws -> (plain: TestImage, packed: TestImage) {
        let files = [LayerFile.file("name", String(repeating: "line\n", count: 1000))]
        let plain = try TestImage([TestLayer(files, compressed: false)], created: "2026-01-01T00:00:00Z")
        let packed = try TestImage([TestLayer(files)])
        try packed.store(in: store, as: "packed")
        // As `load` brings it: no file holds the plain blob, an outline gives it again.
        let transfer = try store.beginTransfer()
        _ = try transfer.storeLayer(from: MemorySource(plain.layers[0].plain))
        try transfer.put(plain.configuration)
        try transfer.put(plain.manifest)
        try transfer.publish(plain.target, as: [try ImageName(parsing: "plain")], flush: false)
        transfer.end()
        return (plain, packed)
    }

    @Test func `a layer comes back from the compressed blob of another image`() throws {
        let directory = try TemporaryDirectory("check")
        let store = ImageStore(directory)
        let (plain, _) = try makePair(store)
        let layer = plain.layers[0]
        #expect(try !exists(store.layout.blob(layer.diffID)))
        #expect(try store.check(deep: true).isEmpty)
        let file = "\(store.layout.layerTree(layer.diffID))/name"
        try replaceFile(file, with: Array("changed".utf8))
        let told = try store.check(deep: true)
        #expect(told.map(\.isRepaired) == [false] && told[0].nextStep.contains("--repair") && told[0].images.isEmpty)
        let repaired = try store.check(repair: true, deep: true)
        #expect(!repaired.isEmpty && repaired.filter { !$0.isRepaired } == [])
        #expect(try store.check(deep: true) == [])
        #expect(try text(file).hasPrefix("line\n"))
        #expect(try store.content.source(of: layer.diffID).readAll() == layer.plain)
    }

    @Test func `a layer comes back from whichever of its blobs is whole`() throws {
        let directory = try TemporaryDirectory("check")
        let store = ImageStore(directory)
        let (plain, packed) = try makePair(store)
        let layer = plain.layers[0]
        // Both are files now, and the compressed one is damaged.
        _ = try store.content.open(layer.diffID)
        #expect(try exists(store.layout.blob(layer.diffID)))
        var bytes = packed.layers[0].blob
        bytes[bytes.count / 2] ^= 0x55
        try replaceFile(store.layout.blob(digest(packed.layers[0].blob)), with: bytes)
        try removeTree(store.layout.layer(layer.diffID))
        let problems = try store.check(repair: true, deep: true)
        #expect(problems.contains { $0.subject.hasPrefix("layer") && $0.isRepaired })
        #expect(try store.layers.isReady(layer.diffID))
        // The compressed one cannot be made again: its image is the one that stays damaged.
        #expect(problems.filter { !$0.isRepaired }.flatMap(\.images) == [packed.id])
    }

    @Test func `a layer that no blob can bring back names its images`() throws {
        let directory = try TemporaryDirectory("check")
        let store = ImageStore(directory)
        let (plain, packed) = try makePair(store)
        try removeFile(store.layout.blob(digest(packed.layers[0].blob)))
        try replaceFile("\(store.layout.layerTree(plain.layers[0].diffID))/name", with: [1])
        let problems = try store.check(repair: true, deep: true)
        #expect(Set(problems.flatMap(\.images)) == [plain.id, packed.id] && problems.allSatisfy { !$0.isRepaired })
    }

    @Test func `each blob is read once`() throws {
        let directory = try TemporaryDirectory("check")
        let store = ImageStore(directory)
        let size = 8 << 20
        let contents = noise(size)
        var file = LayerFile.file("noise", "")
        file.entry.size = Int64(size)
        file.contents = contents
        try TestImage([TestLayer([file])]).store(in: store, as: "noise")
        func readSoFar() throws -> Int {
            let lines = try text("/proc/thread-self/io").split(separator: "\n")
            return Int(lines.first { $0.hasPrefix("rchar: ") }?.dropFirst(7) ?? "") ?? 0
        }
        let before = try readSoFar()
        #expect(try store.check(deep: true).isEmpty)
        let read = try readSoFar() - before
        // The blob, which noise does not get smaller in, and the file that is compared with it.
        #expect(read > size && read < size * 5 / 2, "\(read) bytes")
    }
}
