import ImageStorage
import Linux
import OCISpecification
import TestSupport
import Testing

@Suite struct ImagesTests {
    private func image(_ text: String, base: TestLayer? = nil) throws -> TestImage {
        try TestImage((base.map { [$0] } ?? []) + [TestLayer([.file("name", text)])])
    }

    @Test func `an image is found by every name that people use`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        let image = try image("one")
        try image.store(in: store, as: "debian:12", "example.com/x/y:z")
        for text in [
            "debian:12", "docker.io/library/debian:12", "library/debian:12", image.id.hex, image.id.description,
            String(image.id.hex.prefix(12)), String(image.id.hex.prefix(4)), "example.com/x/y:z",
            "example.com/x/y@\(image.target.digest)", "debian@\(image.target.digest)", image.target.digest.description,
        ] {
            #expect(try store.find(text).id == image.id, "\(text)")
        }
        for text in ["debian", "y:z", "ffffffffffff", "sha256:zz", "", "Debian:12", "../x"] {
            let error = #expect(throws: ImageStoreError.self) { try store.find(text) }
            #expect(error?.code == .notFound, "\(text)")
        }
        let record = try store.image("debian:12")
        #expect(record.familiarTags == ["debian:12", "example.com/x/y:z"])
        #expect(
            record.repositoryDigests(familiar: true)
                == ["debian@\(image.target.digest)", "example.com/x/y@\(image.target.digest)"])
        #expect(record.size == 3)
        #expect(record.platform == Platform.host.description)
    }

    @Test func `a short id that fits two images is refused`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        var byFirst: [Character: TestImage] = [:]
        for number in 0... {
            let image = try image("\(number)")
            let first = image.id.hex.first!
            try image.store(in: store, as: "i:\(number)")
            if byFirst.updateValue(image, forKey: first) != nil {
                let error = #expect(throws: ImageStoreError.self) { try store.find(String(first)) }
                #expect(error?.code == .ambiguous)
                break
            }
        }
    }

    @Test func `a local image is found under localhost`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        try image("x").store(in: store, as: "localhost/mine:latest")
        #expect(try store.find("mine").name?.description == "localhost/mine:latest")
        #expect(throws: ImageStoreError.self) { try store.find("docker.io/mine") }
    }

    @Test func `the layers of an image lie topmost first`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        let base = try TestLayer([.file("base", "b")])
        let image = try image("top", base: base)
        let record = try image.store(in: store, as: "a")
        let contents = try store.contents(of: record)
        #expect(
            try store.lowerDirectories(diffIDs: contents.diffIDs)
                == image.layers.reversed().map { store.layout.layerTree($0.diffID) })
        let empty = try store.lowerDirectories(diffIDs: [])
        #expect(try empty.count == 1 && names(in: empty[0]).isEmpty)
    }

    @Test func `a tag that moves leaves the old image untagged, and prune removes it`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        let base = try TestLayer([.file("base", "b")])
        let (old, new) = (try image("old", base: base), try image("new", base: base))
        try old.store(in: store, as: "a")
        try new.store(in: store, as: "a")
        #expect(try store.images().map(\.isDangling).sorted { !$0 && $1 } == [false, true])
        #expect(try store.find(String(old.id.hex.prefix(12))).id == old.id)
        let removal = try store.prune()
        #expect(removal.deleted == [old.id])
        #expect(removal.freed > 0)
        #expect(try store.images().map(\.id) == [new.id])
        #expect(try Set(store.layers.all()) == Set(new.layers.map(\.diffID)))
        #expect(try store.content.all().count == 4)
        _ = try store.lowerDirectories(diffIDs: store.contents(of: store.find("a").record).diffIDs)
    }

    @Test func `the last name takes the image with it and shared layers stay`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        let base = try TestLayer([.file("base", "b")])
        let (one, two) = (try image("one", base: base), try image("two", base: base))
        try one.store(in: store, as: "one", "uno")
        try two.store(in: store, as: "two")
        #expect(try store.remove("one").events == [.untagged(try ImageName(parsing: "one"))])
        let removal = try store.remove("uno")
        #expect(removal.events == [.untagged(try ImageName(parsing: "uno")), .deleted(one.id)])
        #expect(try Set(store.layers.all()) == Set(two.layers.map(\.diffID)))
        #expect(throws: ImageStoreError.self) { try store.remove("uno") }
        // What is left is whole.
        #expect(try store.check(deep: true).isEmpty)
        _ = try store.remove(two.id.hex)
        #expect(try store.layers.all().isEmpty)
        #expect(try store.content.all().isEmpty)
        #expect(try names(in: store.layout.trash).isEmpty)
        #expect(try names(in: store.layout.leases).isEmpty)
    }

    @Test func `an image that containers use is kept`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        let one = try image("one")
        let record = try one.store(in: store, as: "one", "example.com/one")
        let error = #expect(throws: ImageStoreError.self) {
            try store.remove(one.id.hex, containers: { _ in ["abc"] })
        }
        #expect(error?.code == .inUse)
        let forced = try store.remove(one.id.hex, force: true, containers: { _ in ["abc"] })
        #expect(forced.deleted.isEmpty && forced.untagged.count == 2)
        #expect(try store.images().map(\.isDangling) == [true])
        _ = try store.lowerDirectories(diffIDs: store.contents(of: record).diffIDs)
        #expect(try store.prune(isUsed: { _ in true }).events.isEmpty)
        #expect(try store.prune().deleted == [one.id])
    }

    @Test func `garbage collection spares what a running command needs`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        let image = try image("x")
        let transfer = try store.beginTransfer()
        let layer = image.layers[0]
        guard
            case .begun(let ingest) = try transfer.beginLayer(
                LayerSource(blob: layer.descriptor.digest, size: nil, diffID: nil))
        else { throw Unexpected("it begins") }
        try ingest.write(layer.blob)
        _ = try ingest.finish()
        try transfer.put(image.configuration)
        let other = try store.content.put([1, 2, 3])
        #expect(try store.collectGarbage().digests == [other])
        #expect(try transfer.holds(image.id))
        try transfer.put(image.manifest)
        try transfer.publish(image.target, as: [try ImageName(parsing: "x")], flush: true)
        transfer.end()
        #expect(try store.collectGarbage().digests.isEmpty)
        _ = try store.remove("x")
        #expect(try store.content.all().isEmpty)
    }

    @Test func `a transfer that ends without publishing leaves garbage that is collected`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        do {
            let transfer = try store.beginTransfer()
            try transfer.put([1, 2, 3])
            #expect(try store.collectGarbage().digests.isEmpty)
        }
        #expect(try store.collectGarbage().digests.count == 1)
        #expect(try names(in: store.layout.leases).isEmpty)
    }

    @Test func `images whose documents do not fit together are refused`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        let transfer = try store.beginTransfer()
        func refused(_ manifest: String, _ code: ImageStoreError.Code) throws {
            let bytes = Array(manifest.utf8)
            let target = NameRecord.Target(
                mediaType: MediaType.manifest, digest: try transfer.put(bytes), size: Int64(bytes.count))
            let error = #expect(throws: ImageStoreError.self) {
                try transfer.publish(target, as: [try ImageName(parsing: "bad")], flush: false)
            }
            #expect(error?.code == code, "\(manifest): \(error.map(\.description) ?? "")")
        }
        let image = try image("x")
        try transfer.put(image.configuration)
        let config =
            #"{"mediaType":"\#(MediaType.configuration)","digest":"\#(image.id)","size":\#(image.configuration.count)}"#
        // Too few layers for the configuration; a layer that is not there; a manifest that is an index too; not JSON.
        try refused(#"{"schemaVersion":2,"config":\#(config),"layers":[]}"#, .invalid)
        let layer = #"{"mediaType":"\#(MediaType.layer)","digest":"\#(digest([9]))","size":7}"#
        try refused(#"{"schemaVersion":2,"config":\#(config),"layers":[\#(layer)]}"#, .missing)
        try refused(#"{"schemaVersion":2,"config":\#(config),"layers":[\#(layer)],"manifests":[]}"#, .invalid)
        try refused(#"{"schemaVersion":2,"config":\#(config),"layers":["#, .invalid)
        try refused(#"{"schemaVersion":1,"fsLayers":[],"history":[]}"#, .unsupported)
        let huge = #"{"mediaType":"\#(MediaType.configuration)","digest":"\#(image.id)","size":99999999}"#
        try refused(#"{"schemaVersion":2,"config":\#(huge),"layers":[]}"#, .tooLarge)
        let artifact = #"{"mediaType":"application/vnd.example","digest":"\#(image.id)","size":5}"#
        try refused(#"{"schemaVersion":2,"config":\#(artifact),"layers":[]}"#, .unsupported)
        #expect(try store.images().isEmpty)
    }

    @Test func `an index keeps its platforms and the host's is chosen`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        let host = try image("host")
        let other = try TestImage([TestLayer([.file("name", "other")])], platform: Platform(architecture: "s390x"))
        try host.store(in: store, as: "tmp")
        let index = """
            {"schemaVersion":2,"mediaType":"\(MediaType.index)","manifests":[
            {"mediaType":"\(MediaType.manifest)","digest":"\(other.target.digest)","size":\(other.target.size),"platform":{"os":"linux","architecture":"s390x"}},
            {"mediaType":"\(MediaType.manifest)","digest":"\(host.target.digest)","size":\(host.target.size),"platform":{"os":"linux","architecture":"\(Platform.host.architecture)"}}]}
            """
        let bytes = Array(index.utf8)
        let transfer = try store.beginTransfer()
        let target = NameRecord.Target(
            mediaType: MediaType.index, digest: try transfer.put(bytes), size: Int64(bytes.count))
        let record = try transfer.publish(target, as: [try ImageName(parsing: "multi")], flush: false)
        #expect(record.id == host.id)
        #expect(record.target == target)
        let error = #expect(throws: ImageStoreError.self) {
            try store.find("multi", platform: Platform(architecture: "s390x"))
        }
        #expect(error?.code == .notFound && error?.cause.contains("not been pulled") == true)
        #expect(throws: ImageStoreError.self) { try store.find("multi", platform: Platform(architecture: "riscv64")) }
        try other.store(in: store, as: "tmp2")
        #expect(try store.find("multi", platform: Platform(architecture: "s390x")).id == other.id)
        // The index keeps both when their own names go.
        _ = try store.remove("tmp")
        _ = try store.remove("tmp2")
        #expect(try store.find("multi", platform: Platform(architecture: "s390x")).id == other.id)
    }

    @Test func `a directory that an archive only implies looks as in the layer below`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        let base = try TestLayer([.directory("tmp", mode: 0o777), .directory("etc")])
        let plain = try TestLayer([.file("etc/x", "x")])
        let special = try TestLayer([.file("tmp/x", "x")])
        let record = try TestImage([base, plain, special]).store(in: store, as: "a")
        let lower = try store.lowerDirectories(diffIDs: store.contents(of: record).diffIDs)
        #expect(try status(of: "\(lower[0])/tmp").permissions == 0o777)
        #expect(lower[0] != store.layout.layerTree(special.diffID))
        // Where the plain look is right nothing is unpacked twice.
        #expect(lower[1] == store.layout.layerTree(plain.diffID))
        #expect(try store.layers.all().count == 4)
        // Without the parent it looks plain.
        let alone = try TestImage([special]).store(in: store, as: "b")
        let other = try store.lowerDirectories(diffIDs: store.contents(of: alone).diffIDs)
        #expect(try status(of: "\(other[0])/tmp").permissions == 0o755)
        _ = try store.remove("a")
        #expect(try store.layers.all() == [special.diffID])
    }

    @Test func `missing and damaged things are told and repaired`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        let image = try image("x")
        let record = try image.store(in: store, as: "x")
        #expect(try store.check(deep: true).isEmpty)
        try removeTree(store.layout.layer(image.layers[0].diffID))
        let error = #expect(throws: ImageStoreError.self) {
            try store.lowerDirectories(diffIDs: store.contents(of: record).diffIDs)
        }
        #expect(error?.code == .missing)
        #expect(try store.check().map(\.isRepaired) == [false])
        #expect(try store.check(repair: true).map(\.isRepaired) == [true])
        #expect(try store.check().isEmpty)
        try replaceFile(store.layout.blob(image.layers[0].descriptor.digest), with: [1, 2, 3])
        #expect(try store.check(deep: true).count == 2)
        try replaceFile(store.layout.blob(image.id), with: [1, 2, 3])
        #expect(throws: ImageStoreError.self) { try store.contents(of: record) }
        // Pulling again replaces what is damaged.
        try image.store(in: store, as: "x")
        #expect(try store.check(deep: true).isEmpty)
    }

    @Test func `a layer from an earlier boot without its mark is unpacked again`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        let image = try image("x")
        try image.store(in: store, as: "x")
        let layer = store.layout.layer(image.layers[0].diffID)
        // As a power cut leaves it: the record is there and empty.
        try replaceFile("\(layer)/layer", with: [])
        #expect(try !store.layers.isReady(image.layers[0].diffID))
        #expect(try !exists(layer))
        try image.store(in: store, as: "x")
        #expect(try store.layers.isReady(image.layers[0].diffID))
        try store.flush(layers: [image.layers[0].diffID])
        try replaceFile("\(layer)/layer", with: [])
        #expect(try store.layers.isReady(image.layers[0].diffID))
    }

    @Test func `disk usage counts shared layers once`() throws {
        let directory = try TemporaryDirectory("images")
        let store = ImageStore(directory)
        let base = try TestLayer([.file("base", "12345")])
        try image("one", base: base).store(in: store, as: "one")
        try image("three", base: base).store(in: store, as: "three")
        let usage = try store.diskUsage()
        #expect(usage.layerCount == 3)
        let sizes = try store.layers.all().map { try AllocatedSpace.of(store.layout.layer($0)) }
        // What has been written takes its last blocks when it reaches the disk, which may be between the two looks.
        #expect(abs(usage.layerBytes - sizes.reduce(0, +)) <= 64 << 10 && usage.layerBytes > 13)
        #expect(abs(usage.totalBytes - (try AllocatedSpace.of(store.layout.root))) <= 64 << 10)
        #expect(usage.images.allSatisfy { $0.uniqueSize > 0 && $0.sharedSize > 0 && $0.compressedSize > 0 })
        #expect(usage.images.reduce(0) { $0 + $1.uniqueSize } + usage.images[0].sharedSize == usage.layerBytes)
        // All of it without users; of one image what the other does not need.
        let all = usage.reclaimable(isUsed: { _ in false })
        #expect(all == usage.layerBytes + usage.blobBytes)
        let one = usage.images[0].image.id
        #expect(usage.reclaimable(isUsed: { $0.id == one }) < all - usage.images[0].sharedSize)
        #expect(usage.reclaimable(isUsed: { _ in true }) == 0)
    }
}
