import ContainerEngine
import ContainerState
import JSONText
import Linux
import TestSupport
import Testing

@testable import CommandLineInterface

@Suite struct VolumeOutputTests {
    private func engine(_ directory: borrowing TemporaryDirectory) throws -> Engine {
        try Engine(
            locations: StateLocations(root: directory.path + "/root", runRoot: directory.path + "/run"),
            host: HostFacts(rootless: false, callerUser: 0, callerGroup: 0, capabilities: [], mappedIDs: nil),
            runtimeProgram: "/nonexistent")
    }

    @Test func `volumes are told about in the fields of podman and docker`() throws {
        let directory = try TemporaryDirectory("volumes")
        let engine = try engine(directory)
        try engine.volumes.create("pages", labels: ["app": "web"])
        let document = try VolumeInspection.documents("pages", engine)
        #expect(document?["Name"] == "pages" && document?["Driver"] == "local" && document?["Scope"] == "local")
        #expect(document?["Mountpoint"] == .string("\(directory.path)/root/volumes/pages/_data"))
        #expect(document?["Labels"] == ["app": "web"])
        #expect(document?["MountCount"] == 0 && document?["NeedsCopyUp"] == true && document?["Anonymous"] == nil)
        #expect(try VolumeInspection.documents("nope", engine) == nil)
    }

    @Test func `filters leave out volumes`() throws {
        let directory = try TemporaryDirectory("volumes")
        let engine = try engine(directory)
        try engine.volumes.create("pages", labels: ["app": "web"])
        try engine.volumes.create("parts", labels: [:], isAnonymous: true)
        func list(_ filters: String...) throws -> [String] {
            var words = FilterWords()
            for filter in filters { try words.add(filter) }
            let filter = try VolumeFilter(words, engine, users: ["pages": ["container"]])
            return try engine.volumes.all().filter { try filter.matches($0) }.map(\.name)
        }
        #expect(try list() == ["pages", "parts"])
        #expect(try list("name=^pag") == ["pages"])
        #expect(try list("name=pages", "name=parts") == ["pages", "parts"])
        #expect(try list("label=app") == ["pages"])
        #expect(try list("label=app=web", "name=parts") == [])
        #expect(try list("label!=app") == ["parts"])
        #expect(try list("dangling=true") == ["parts"])
        #expect(try list("anonymous=true") == ["parts"])
        #expect(try list("driver=local") == ["pages", "parts"])
        #expect(try list("driver=nfs") == [])
        #expect(try list("until=1h") == [])
        #expect(try list("since=pages") == ["parts"])
        #expect(throws: EngineError.self) { _ = try list("foo=b") }
        #expect(throws: EngineError.self) { _ = try list("dangling=perhaps") }
    }
}
