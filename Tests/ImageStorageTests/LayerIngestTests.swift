import Archives
import ImageStorage
import Linux
import OCISpecification
import TestSupport
import Testing

@Suite struct LayerIngestTests {
    private func ingest(_ layer: TestLayer, in store: ImageStore) throws -> LayerIngest {
        let transfer = try store.beginTransfer()
        let start = try transfer.beginLayer(
            LayerSource(blob: layer.descriptor.digest, size: layer.descriptor.size, diffID: layer.diffID))
        guard case .begun(let ingest) = start else { throw ImageStoreError(.busy, "begin", "", cause: "\(start)") }
        return ingest
    }

    @Test(arguments: [true, false]) func `a layer is stored and unpacked while it is written`(compressed: Bool) throws {
        let directory = try TemporaryDirectory("ingest")
        let store = ImageStore(directory)
        let layer = try TestLayer(
            [.directory("etc"), .file("etc/hosts", "127.0.0.1"), .file("big", String(repeating: "x", count: 3 << 20))],
            compressed: compressed)
        let ingest = try ingest(layer, in: store)
        for start in stride(from: 0, to: layer.blob.count, by: 10_000) {
            try ingest.write(Array(layer.blob[start..<min(start + 10_000, layer.blob.count)]))
        }
        let done = try ingest.finish()
        #expect(done.blob == layer.descriptor.digest)
        #expect(done.diffID == layer.diffID)
        #expect(done.contentBytes == 9 + 3 << 20)
        #expect(done.archiveBytes == Int64(layer.plain.count))
        #expect(done.compression == (compressed ? "gzip" : "none"))
        #expect(try store.content.read(layer.descriptor.digest, limit: 4 << 20) == layer.blob)
        let path = store.layout.layerTree(layer.diffID)
        #expect(try tree(path) == ["big", "etc", "etc/hosts"])
        #expect(try text("\(path)/etc/hosts") == "127.0.0.1")
        #expect(try names(in: store.layout.ingest).isEmpty)
        #expect(try names(in: store.layout.unpack).isEmpty)
        #expect(try store.layers.isReady(layer.diffID))
    }

    /// Whole pages go past the page cache where the file system can, the rest through it.
    @Test(arguments: ["/tmp", "/dev/shm"], [256 << 10, 256 << 10 | 1]) func `a big blob is stored byte by byte on any file system`(
        place: String, piece: Int
    ) throws {
        var number: UInt64 = 88_172_645_463_325_252
        let blob = (0..<(3 << 20 | 777)).map { _ in
            number ^= number << 13
            number ^= number >> 7
            number ^= number << 17
            return UInt8(truncatingIfNeeded: number)
        }
        let directory = try TemporaryDirectory("ingest", in: place)
        let content = ImageStore(directory).content
        let digest = DigestStream.digest(of: blob)
        guard case .begun(let ingest) = try content.begin(digest, size: Int64(blob.count)) else {
            Issue.record("the blob is not there")
            return
        }
        let block = ByteBlock(capacity: piece)
        for start in stride(from: 0, to: blob.count, by: piece) {
            let count = min(piece, blob.count - start)
            unsafe block.bytes.copyBytes(from: blob[start..<(start + count)])
            try unsafe ingest.write(block.prefix(count))
        }
        try ingest.finish()
        #expect(try content.read(digest, limit: 4 << 20) == blob)
    }

    @Test func `what is there already is not stored again`() throws {
        let directory = try TemporaryDirectory("ingest")
        let store = ImageStore(directory)
        let layer = try TestLayer([.file("a", "a")])
        let first = try ingest(layer, in: store)
        try first.write(layer.blob)
        _ = try first.finish()
        let transfer = try store.beginTransfer()
        let source = LayerSource(blob: layer.descriptor.digest, size: layer.descriptor.size, diffID: layer.diffID)
        guard case .present = try transfer.beginLayer(source) else {
            Issue.record("the layer is there")
            return
        }
        // Only the tree is missing: no bytes are asked for.
        try removeTree(store.layout.layer(layer.diffID))
        guard case .begun(let again) = try transfer.beginLayer(source) else {
            Issue.record("the layer is to be unpacked")
            return
        }
        #expect(!again.needsData)
        _ = try again.finish()
        #expect(try tree(store.layout.layerTree(layer.diffID)) == ["a"])
    }

    @Test(arguments: [true, false]) func `wrong bytes that are no archive are told by their digest`(compressed: Bool)
        throws
    {
        let directory = try TemporaryDirectory("ingest")
        let store = ImageStore(directory)
        let layer = try TestLayer(
            [.file("a", "a"), .file("big", String(repeating: "x", count: 3 << 20))], compressed: compressed)
        var bytes = layer.blob
        for index in 20..<40 { bytes[index] ^= 0x55 }
        let ingest = try ingest(layer, in: store)
        for start in stride(from: 0, to: bytes.count, by: 10_000) {
            try ingest.write(Array(bytes[start..<min(start + 10_000, bytes.count)]))
        }
        let error = #expect(throws: ImageStoreError.self) { try ingest.finish() }
        #expect(error?.code == .digestMismatch, "\(String(describing: error))")
        #expect(try names(in: store.layout.ingest).isEmpty)
    }

    @Test func `wrong bytes leave nothing behind`() throws {
        let directory = try TemporaryDirectory("ingest")
        let store = ImageStore(directory)
        let layer = try TestLayer([.file("a", "a")], compressed: false)
        var bytes = layer.blob
        bytes[520] ^= 1
        let ingest = try ingest(layer, in: store)
        try ingest.write(bytes)
        let error = #expect(throws: ImageStoreError.self) { try ingest.finish() }
        #expect(error?.code == .digestMismatch)
        #expect(error?.description.contains(layer.descriptor.digest.description) == true)
        #expect(try names(in: store.layout.ingest).isEmpty)
        #expect(try names(in: store.layout.unpack).isEmpty)
        #expect(try !store.content.contains(layer.descriptor.digest))
        #expect(try !store.layers.isReady(layer.diffID))
    }

    @Test func `a layer with another diff id than the configuration says is refused`() throws {
        let directory = try TemporaryDirectory("ingest")
        let store = ImageStore(directory)
        let layer = try TestLayer([.file("a", "a")])
        let transfer = try store.beginTransfer()
        guard
            case .begun(let ingest) = try transfer.beginLayer(
                LayerSource(blob: layer.descriptor.digest, size: layer.descriptor.size, diffID: digest([1])))
        else { throw Unexpected("it begins") }
        try ingest.write(layer.blob)
        let error = #expect(throws: ImageStoreError.self) { try ingest.finish() }
        #expect(error?.code == .digestMismatch)
        #expect(try store.content.all().isEmpty)
        #expect(try store.layers.all().isEmpty)
    }

    @Test func `too many and too few bytes are told apart`() throws {
        let directory = try TemporaryDirectory("ingest")
        let store = ImageStore(directory)
        let layer = try TestLayer([.file("a", "a")])
        let few = try ingest(layer, in: store)
        try few.write(Array(layer.blob.dropLast(30)))
        #expect(throws: ImageStoreError.self) { try few.finish() }
        let many = try ingest(layer, in: store)
        let error = #expect(throws: ImageStoreError.self) {
            try many.write(layer.blob + [0])
            _ = try many.finish()
        }
        #expect(error?.code == .sizeMismatch)
        #expect(try store.content.all().isEmpty)
    }

    @Test func `a broken transfer goes on where it ended`() throws {
        let directory = try TemporaryDirectory("ingest")
        let store = ImageStore(directory)
        let layer = try TestLayer([.file("noise", String(decoding: noise(900_000).map { $0 & 0x7f }, as: UTF8.self))])
        #expect(layer.blob.count > 600_000)
        let first = try ingest(layer, in: store)
        try first.write(Array(layer.blob[..<600_000]))
        first.cancel(keepingPartial: true)
        #expect(try names(in: store.layout.ingest).count == 1)
        #expect(try names(in: store.layout.unpack).isEmpty)
        let second = try ingest(layer, in: store)
        #expect(second.resumeOffset == 600_000)
        try second.write(Array(layer.blob[600_000...]))
        _ = try second.finish()
        #expect(try names(in: store.layout.ingest).isEmpty)
        #expect(try store.layers.isReady(layer.diffID))
    }

    @Test func `a partial file with wrong bytes is dropped, and the next try starts anew`() throws {
        let directory = try TemporaryDirectory("ingest")
        let store = ImageStore(directory)
        let layer = try TestLayer([.file("a", "abc")], compressed: false)
        try store.prepare()
        try makeDirectories(store.layout.ingest)
        let partial = "\(store.layout.ingest)/sha256-\(layer.descriptor.digest.hex)"
        try replaceFile(partial, with: [UInt8](repeating: 0, count: 700))
        let first = try ingest(layer, in: store)
        #expect(first.resumeOffset == 700)
        #expect(throws: ImageStoreError.self) {
            try first.write(Array(layer.blob[700...]))
            _ = try first.finish()
        }
        let second = try ingest(layer, in: store)
        #expect(second.resumeOffset == 0)
        try second.write(layer.blob)
        _ = try second.finish()
    }

    @Test func `two at the same layer do not both work`() throws {
        let directory = try TemporaryDirectory("ingest")
        let store = ImageStore(directory)
        let layer = try TestLayer([.file("a", "abc")])
        let source = LayerSource(blob: layer.descriptor.digest, size: layer.descriptor.size, diffID: layer.diffID)
        let first = try ingest(layer, in: store)
        let transfer = try store.beginTransfer()
        guard case .busy(let process) = try transfer.beginLayer(source) else { throw Unexpected("it is busy") }
        #expect(process == CurrentProcess.identifier)
        try first.write(layer.blob)
        _ = try first.finish()
        guard case .present = try transfer.beginLayer(source) else { throw Unexpected("it is there now") }
    }

    @Test func `hostile layers are refused and leave nothing behind`() throws {
        let directory = try TemporaryDirectory("ingest")
        let store = ImageStore(directory)
        // A gzip stream that ends early, and one that is no tar archive.
        for bytes in [
            Array(try gzip(tar([.file("a", "abc")])).dropLast(12)), try gzip(noise(4096)), Array("hello".utf8),
        ] {
            let transfer = try store.beginTransfer()
            guard
                case .begun(let ingest) = try transfer.beginLayer(
                    LayerSource(blob: digest(bytes), size: Int64(bytes.count), diffID: nil))
            else { throw Unexpected("it begins") }
            #expect(throws: ImageStoreError.self) {
                try ingest.write(bytes)
                _ = try ingest.finish()
            }
            #expect(try store.content.all().isEmpty)
            #expect(try store.layers.all().isEmpty)
            #expect(try names(in: store.layout.unpack).isEmpty)
            #expect(try names(in: store.layout.ingest).isEmpty)
        }
    }

    @Test func `names with dots stay inside the layer`() throws {
        let directory = try TemporaryDirectory("ingest")
        let store = ImageStore(directory)
        let layer = try TestLayer([.file("../../../escaped", "x"), .file("/absolute", "y")])
        let ingest = try ingest(layer, in: store)
        try ingest.write(layer.blob)
        _ = try ingest.finish()
        #expect(try tree(store.layout.layerTree(layer.diffID)) == ["absolute", "escaped"])
        #expect(try !exists("\(directory.path)/escaped"))
    }

    @Test func `an ended process leaves only what is swept`() throws {
        let directory = try TemporaryDirectory("ingest")
        let store = ImageStore(directory)
        try store.prepare()
        let dead = "\(store.layout.unpack)/abcd"
        try makeDirectories("\(dead)/diff/usr")
        try replaceFile("\(dead).lock", with: [])
        try makeDirectories(store.layout.ingest)
        try replaceFile("\(store.layout.ingest)/.tmp-1-1-x", with: [1])
        try replaceFile("\(store.layout.ingest)/sha256-00", with: [1])
        try makeDirectories("\(store.layout.trash)/gc-1/x")
        _ = try store.beginTransfer()
        #expect(try names(in: store.layout.unpack).isEmpty)
        #expect(try names(in: store.layout.trash).isEmpty)
        // A partial download may still be resumed.
        #expect(try names(in: store.layout.ingest) == ["sha256-00"])
    }

    @Test func `a full disk is told and leaves nothing`() throws {
        let directory = try TemporaryDirectory("space")
        // A file system of 1 MiB of its own; without the right to mount there is nothing to test.
        guard isRoot, shell("mount -t tmpfs -o size=1m none \(directory.path) 2>/dev/null") else { return }
        defer { shell("umount -l \(directory.path)") }
        let store = ImageStore(directory)
        let layer = try TestLayer([.file("big", String(repeating: "x", count: 8 << 20))], compressed: true)
        let ingest = try ingest(layer, in: store)
        try ingest.write(layer.blob)
        let error = #expect(throws: ImageStoreError.self) { try ingest.finish() }
        #expect(error?.code == .noSpace)
        #expect(error?.description.contains("No space left") == true)
        #expect(try names(in: store.layout.unpack).isEmpty)
        #expect(try names(in: store.layout.ingest).isEmpty)
        #expect(try store.content.all().isEmpty)
    }
}
