import Archives
import ImageStorage
import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

/// Lists of platforms: one of them alone.
@Suite struct PlatformTests {
    private let other = Platform(architecture: "s390x")

    /// A list of an image for this machine and one for another, under the name `multi`.
    private func makeList(_ store: ImageStore) throws -> (own: TestImage, other: TestImage, target: NameRecord.Target) {
        let base = try TestLayer([.file("base", "shared by both")])
        let own = try TestImage([base, TestLayer([.file("name", "own")])])
        let far = try TestImage([base, TestLayer([.file("name", "other")])], platform: other)
        try own.store(in: store, as: "tmp")
        try far.store(in: store, as: "tmp2")
        let index = ImageIndex(
            schemaVersion: 2, mediaType: MediaType.index,
            manifests: [(own, Platform.host), (far, other)].map { (image, platform) in
                ContentDescriptor(
                    mediaType: MediaType.manifest, digest: image.target.digest, size: image.target.size, platform: platform)
            })
        let transfer = try store.beginTransfer()
        let target = try transfer.put(index, mediaType: MediaType.index)
        try transfer.publish(target, as: [try ImageName(parsing: "multi")], flush: false)
        transfer.end()
        _ = try store.remove("tmp")
        _ = try store.remove("tmp2")
        return (own, far, target)
    }

    @Test func `an image of a list is found by its own id`() throws {
        let directory = try TemporaryDirectory("platforms")
        let store = ImageStore(directory)
        let (own, far, target) = try makeList(store)
        #expect(try store.find(far.id.hex).id == far.id)
        #expect(try store.find(String(far.id.hex.prefix(12))).record.target == target)
        #expect(try store.find(far.target.digest.hex).id == far.id)
        #expect(try store.find("multi").id == own.id)
        #expect(try store.platforms(of: target).map(\.id) == [own.id, far.id])
    }

    @Test func `what one platform has alone goes with it`() throws {
        let directory = try TemporaryDirectory("platforms")
        let store = ImageStore(directory)
        let (own, far, target) = try makeList(store)
        #expect(throws: ImageStoreError.self) { try store.remove(Platform(architecture: "riscv64"), of: "multi") { _ in [] } }
        // A container that is made meanwhile keeps everything.
        #expect(throws: ImageStoreError.self) { try store.remove(.host, of: "multi") { _ in ["container"] } }
        #expect(try store.find("multi").id == own.id && store.check(deep: true).isEmpty)
        let removal = try #require(try store.remove(.host, of: "multi") { _ in [] })
        #expect(removal.deleted == [own.id] && removal.freed > 0)
        #expect(try store.find("multi").id == far.id && store.find("multi").record.target == target)
        #expect(try store.platforms(of: target).map(\.id) == [nil, far.id])
        #expect(try store.layers.isReady(own.layers[0].diffID) && !store.layers.isReady(own.layers[1].diffID))
        #expect(try store.check(deep: true).isEmpty && store.collectGarbage().digests.isEmpty)
        // Nothing else is left of it: the image itself is to go.
        #expect(try store.remove(other, of: "multi") { _ in [] } == nil)
    }

    @Test func `a platform that lost the name to another is removed too`() throws {
        let directory = try TemporaryDirectory("platforms")
        let store = ImageStore(directory)
        let (own, far, target) = try makeList(store)
        let transfer = try store.beginTransfer()
        try transfer.publish(target, as: [try ImageName(parsing: "multi")], platform: other, flush: false)
        transfer.end()
        #expect(try store.images().map(\.id).sorted() == [own.id, far.id].sorted())
        #expect(try store.remove(.host, of: "multi") { _ in [] }?.deleted == [own.id])
        #expect(try store.images().map(\.id) == [far.id] && store.check(deep: true).isEmpty)
    }

    @Test func `an image that another name needs is kept`() throws {
        let directory = try TemporaryDirectory("platforms")
        let store = ImageStore(directory)
        let (own, far, _) = try makeList(store)
        try far.store(in: store, as: "alone")
        let error = #expect(throws: ImageStoreError.self) { try store.remove(other, of: "multi") { _ in [] } }
        #expect(error?.cause.contains("alone") == true)
        #expect(try store.find("multi", platform: other).id == far.id && store.find("multi").id == own.id)
    }

    @Test(arguments: [false, true]) func `chosen platforms are saved and loaded`(unpacked: Bool) throws {
        let directory = try TemporaryDirectory("platforms")
        let store = ImageStore(directory)
        let (own, far, target) = try makeList(store)
        func archive(_ name: String, _ platforms: [Platform]) throws -> String {
            let path = "\(directory.path)/\(name)"
            try store.save(store.saved(["multi"], platforms: platforms), to: sink(path), format: .ociArchive, unpacked: unpacked)
            return path
        }
        func loaded(_ path: String, _ platforms: [Platform] = []) throws -> (store: ImageStore, images: [LoadedImage]) {
            let copy = ImageStore(root: "\(directory.path)/\(UInt32.random(in: 0 ... .max))", mode: isRoot ? .privileged : .singleID)
            return (copy, try copy.load(path: path, platforms: platforms, flush: false))
        }
        let one = try loaded(archive("one", [other]))
        #expect(one.images.map(\.id) == [far.id])
        #expect(unpacked || one.images[0].record.target == far.target)
        let whole = try loaded(archive("whole", []))
        #expect(whole.images.map(\.id) == [own.id])
        #expect((whole.images[0].record.target == target) == !unpacked)
        let both = try loaded(archive("both", [other, .host]))
        #expect(try both.store.platforms(of: both.images[0].record.target).map(\.id) == [own.id, far.id])
        // Of an archive with several only what is asked for stays.
        let part = try loaded("\(directory.path)/whole", [other])
        #expect(part.images.map(\.id) == [far.id])
        #expect(try part.store.platforms(of: part.images[0].record.target).map(\.id) == [nil, far.id])
        #expect(try part.store.collectGarbage().digests.isEmpty && part.store.check(deep: true).isEmpty)
        let error = #expect(throws: ImageStoreError.self) { _ = try loaded("\(directory.path)/one", [.host]) }
        #expect(error?.code == .notFound && error?.cause.contains("linux/s390x") == true)
        for copy in [one.store, both.store, whole.store] { #expect(try copy.check(deep: true).isEmpty) }
    }

    @Test func `one platform is written as docker's archive, several are not`() throws {
        let directory = try TemporaryDirectory("platforms")
        let store = ImageStore(directory)
        let (_, far, _) = try makeList(store)
        let path = "\(directory.path)/docker.tar"
        try store.save(store.saved(["multi"], platforms: [other]), to: sink(path))
        let copy = ImageStore(root: "\(directory.path)/copy", mode: isRoot ? .privileged : .singleID)
        #expect(throws: ImageStoreError.self) { try copy.load(path: path, platforms: [.host], flush: false) }
        #expect(try copy.load(path: path, platforms: [other], flush: false).map(\.id) == [far.id])
        #expect(throws: ImageStoreError.self) { try store.save(store.saved(["multi"], platforms: [other, .host]), to: sink(path)) }
    }

    @Test func `a list says for which platform its image is`() throws {
        let directory = try TemporaryDirectory("platforms")
        let store = ImageStore(directory)
        let (_, far, _) = try makeList(store)
        // The configuration of the other says s390x.
        let odd = Platform(architecture: "arm", variant: "v6")
        let index = ImageIndex(
            schemaVersion: 2, mediaType: MediaType.index,
            manifests: [
                ContentDescriptor(mediaType: MediaType.manifest, digest: far.target.digest, size: far.target.size, platform: odd)
            ])
        let transfer = try store.beginTransfer()
        let target = try transfer.put(index, mediaType: MediaType.index)
        let record = try transfer.publish(target, as: [try ImageName(parsing: "odd")], platform: odd, flush: false)
        transfer.end()
        #expect(record.platform == "linux/arm/v6" && record.id == far.id)
        #expect(try store.find("odd", platform: odd).id == far.id)
        #expect(throws: ImageStoreError.self) { try store.find("odd", platform: other) }
    }

    @Test func `features of processors are kept`() throws {
        let text = #"{"architecture":"amd64","os":"linux","features":["sse4","avx"]}"#
        let platform = try JSON.decode(Platform.self, from: Array(text.utf8))
        #expect(platform.features == ["sse4", "avx"])
        #expect(String(decoding: try JSON.encode(platform), as: UTF8.self) == text)
    }
}
