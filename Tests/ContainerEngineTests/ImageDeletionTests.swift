internal import TestSupport
internal import ContainerState
import ImageStorage
import Linux
import OCISpecification
import RegistryAccess
import Testing

@testable import ContainerEngine

@Suite struct ImageDeletionTests {
    @Test func `the last name takes the image with it`() throws {
        let fixture = try EngineFixture()
        let engine = fixture.engine
        let id = try fixture.importImage(["tiny:1", "registry.example.com/team/tiny"])
        var deletion = try engine.removeImages(["tiny:1"], force: false)
        #expect(deletion.untagged == ["localhost/tiny:1"] && deletion.deleted.isEmpty && deletion.failures.isEmpty)
        deletion = try engine.removeImages(["registry.example.com/team/tiny", "nope"], force: false)
        #expect(deletion.untagged == ["registry.example.com/team/tiny:latest"] && deletion.deleted == [id.hex])
        #expect(deletion.failures.map(\.message) == ["nope: image not known"])
        #expect(deletion.failures.map(\.code) == [.notFound])
        #expect(try engine.images.images().isEmpty)
        #expect(try names(in: engine.images.layout.layers).filter { !$0.hasPrefix(".") }.isEmpty)
    }

    @Test func `an image with several names goes by its id only with force`() throws {
        let fixture = try EngineFixture()
        let id = try fixture.importImage(["a", "b"])
        var deletion = try fixture.engine.removeImages([id.hex], force: false)
        #expect(
            deletion.failures.first?.code == .invalid
                && deletion.failures.first?.message.contains("force removal") == true)
        deletion = try fixture.engine.removeImages([String(id.hex.prefix(12))], force: true)
        #expect(deletion.untagged == ["localhost/a:latest", "localhost/b:latest"] && deletion.deleted == [id.hex])
    }

    @Test func `a container that is made while its image goes keeps the image`() throws {
        let fixture = try EngineFixture()
        let engine = fixture.engine
        let id = try fixture.importImage(["one", "two"])
        let dangling = try fixture.importImage([], text: "dangling")
        let error = #expect(throws: ImageStoreError.self) {
            try engine.images.remove(
                id.description, force: true,
                late: { (image) throws in
                    #expect(try engine.images.findIfPresent("localhost/one") == nil)
                    return [String(repeating: "c", count: 64) + image.id.hex]
                })
        }
        #expect(error?.code == .inUse)
        #expect(try engine.images.image(id: id).names.count == 2)
        let pruned = try engine.images.prune(all: true, late: { { $0.id == id || $0.id == dangling } })
        #expect(pruned.events.isEmpty)
        #expect(try Set(engine.images.images().map(\.id)) == [id, dangling])
        #expect(try engine.images.prune(all: true).deleted.count == 2)
    }

    @Test func `an image in use stays, with force its containers go`() throws {
        let fixture = try EngineFixture()
        let engine = fixture.engine
        let id = try fixture.importImage(["used", "other"])
        let container = try fixture.addContainer("user", image: id)
        #expect(try engine.imageUsers() == [id.hex: [container.id]])
        // One of two names is nobody's loss.
        #expect(try engine.removeImages(["other"], force: false).untagged == ["localhost/other:latest"])
        var deletion = try engine.removeImages(["used"], force: false)
        #expect(deletion.failures.first?.code == .conflict)
        #expect(deletion.failures.first?.message.contains(container.id) == true)
        #expect(try engine.removeAllImages(force: false).failures.first?.code == .conflict)
        #expect(try engine.pruneImages(all: true) { (_) throws(EngineError) in false }.deleted.isEmpty)
        deletion = try engine.removeImages(["used"], force: true)
        #expect(deletion.deleted == [id.hex])
        #expect(try !exists(container.path))
    }

    @Test func `prune takes images without a name, and the others with all`() throws {
        let fixture = try EngineFixture()
        let engine = fixture.engine
        let dangling = try fixture.importImage([], text: "dangling")
        let named = try fixture.importImage(["named"], text: "named", changes: ["LABEL keep=yes"])
        func prune(all: Bool, _ filters: [String]) throws -> [String] {
            let filter = try ImageFilter(filters, engine: engine)
            return try engine.pruneImages(all: all) { (image) throws(EngineError) in
                try filter.names(of: image, users: [:]) == nil
            }.deleted
        }
        #expect(try prune(all: false, ["until=1h"]) == [])
        #expect(try prune(all: true, ["label!=keep"]) == [dangling.hex])
        #expect(try prune(all: false, []) == [])
        #expect(try prune(all: true, ["label=keep=yes"]) == [named.hex])
    }

    @Test func `images are saved and loaded again under their names`() throws {
        let fixture = try EngineFixture()
        let engine = fixture.engine
        let id = try fixture.importImage(["tiny:1", "tiny:2"])
        for format in [Engine.SaveFormat.dockerArchive, .ociArchive, .ociDirectory] {
            let path = "\(fixture.directory.path)/saved-\(format.rawValue)"
            try engine.saveImages(["tiny:1", "tiny:2"], to: path, format: format)
            _ = try engine.removeImages([id.hex], force: true)
            let loaded = try engine.loadImages(from: path, options: RegistryOptions(environment: [:], user: 0))
            #expect(loaded.map(\.id) == [id])
            #expect(Set(loaded.flatMap(\.names).map(\.description)) == ["localhost/tiny:1", "localhost/tiny:2"])
        }
        #expect(throws: EngineError.self) { try engine.saveImages(["nope"], to: "/tmp/never", format: .ociArchive) }
        #expect(throws: EngineError.self) {
            _ = try engine.loadImages(from: "/nonexistent", options: RegistryOptions(environment: [:], user: 0))
        }
    }
}
