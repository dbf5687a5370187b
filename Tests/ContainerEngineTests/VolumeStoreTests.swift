import ContainerState
import Linux
import Testing

@testable import ContainerEngine

@Suite struct VolumeStoreTests {
    @Test func `volumes are made once, listed and found by the beginning of their names`() throws {
        let fixture = try EngineFixture()
        let volumes = fixture.engine.volumes
        try volumes.create("pages", labels: ["app": "web"])
        try volumes.create("pages", labels: [:], ignoringExisting: true)
        #expect(throws: EngineError.self) { try volumes.create("pages", labels: [:]) }
        #expect(throws: EngineError.self) { try volumes.create("not a name", labels: [:]) }
        #expect(throws: EngineError.self) { try volumes.create("../x", labels: [:]) }
        try volumes.create("parts", labels: [:])
        #expect(try volumes.all().map(\.name) == ["pages", "parts"])
        #expect(try volumes.volume("pages")?.labels == ["app": "web"])
        #expect(try volumes.volume("pag") == nil)
        #expect(try volumes.find("pag") == "pages")
        #expect(throws: EngineError.self) { _ = try volumes.find("pa") }
        #expect(throws: EngineError.self) { _ = try volumes.find("nope") }
        #expect(throws: EngineError.self) { _ = try volumes.find("../volumes") }
        try write("12345", to: volumes.path("pages") + "/file")
        #expect(try volumes.size("pages") == 5)
        #expect(try !volumes.isEmpty("pages"))
        #expect(try volumes.isEmpty("parts"))
    }

    @Test func `a volume in use stays, with force its containers go`() throws {
        let fixture = try EngineFixture()
        let engine = fixture.engine
        try engine.volumes.create("data", labels: [:])
        let container = try fixture.addContainer("user", volumes: ["data"])
        #expect(try engine.volumeUsers() == ["data": [container.id]])
        do {
            _ = try engine.removeVolume("data", force: false)
            Issue.record("it was removed")
        } catch {
            #expect(error.code == .conflict)
            #expect(
                error.message
                    == "volume data is being used by the following container(s): \(container.id): volume is being used")
        }
        #expect(try engine.removeVolume("data", force: true) == "data")
        #expect(try !exists(container.path))
        #expect(try engine.volumes.all().isEmpty)
        #expect(try names(in: engine.locations.trash).isEmpty)
    }

    @Test func `a volume that was cut off while it was made is used all the same`() throws {
        let fixture = try EngineFixture()
        let volumes = fixture.engine.volumes
        try makeDirectory("\(fixture.engine.locations.volumes)/half")
        #expect(try volumes.volume("half") == nil)
        let volume = try volumes.ensure("half", anonymous: false, labels: [:])
        #expect(!volume.isNew && volume.isEmpty)
        #expect(try volumes.volume("half")?.labels == [:])
    }
}
