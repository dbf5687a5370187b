internal import ImageStorage
import ContainerState
import Linux
import Testing

@testable import ContainerEngine

@Suite struct SystemTests {
    @Test func `what an earlier boot left unfinished goes, what this one is making stays`() throws {
        let fixture = try EngineFixture()
        let engine = fixture.engine
        let whole = try fixture.addContainer("whole")
        let torn = try fixture.addContainer("torn")
        let summary = ContainerSummary(
            id: torn.id, name: "torn", image: "", imageID: "", command: "", created: .now, autoRemove: false)
        try RecordFile.write(summary, to: torn.summary, bootID: "00000000-0000-0000-0000-000000000000")
        let bytes = try readFile(torn.summary)
        try open(torn.summary, [.writeOnly, .truncate]).write(Array(bytes.dropLast(20)))
        let damaged = try fixture.addContainer("damaged")
        try write("nothing of ours\n", to: damaged.summary)
        let held = try UnfinishedContainer.make(in: engine.locations)
        let young = held.container
        let left = engine.locations.container(ContainerIdentity.makeID())
        try makeDirectory(left.path)
        try makeDirectories("\(engine.locations.trash)/left/over")

        let problems = try engine.check(repair: false, deep: true)
        #expect(problems.count == 3)
        #expect(problems.filter(\.isRepaired).allSatisfy { $0.description.contains(torn.id) || $0.description.contains(left.id) })
        #expect(problems.filter { !$0.isRepaired }.allSatisfy { $0.description.contains(damaged.id) })
        #expect(try !exists(torn.path) && !exists(left.path))
        for container in [whole, damaged, young] { #expect(try exists(container.path)) }
        #expect(try names(in: engine.locations.trash).isEmpty)
        _ = consume held
    }

    @Test func `a sound state has no problems`() throws {
        let fixture = try EngineFixture()
        _ = try fixture.addContainer("one", image: try fixture.importImage(["one"]))
        #expect(try fixture.engine.check(repair: true, deep: true).map(\.description) == [])
    }

    @Test func `a damaged blob is found when every byte is read`() throws {
        let fixture = try EngineFixture()
        let engine = fixture.engine
        let id = try fixture.importImage(["one"])
        let path = engine.images.layout.blob(id)
        var bytes = try readFile(path)
        bytes[bytes.count / 2] ^= 1
        try removeFile(path)
        try open(path, [.writeOnly, .create], mode: 0o644).write(bytes)
        #expect(try !engine.check(repair: false, deep: true).isEmpty)
    }

    @Test func `reset leaves nothing`() throws {
        let fixture = try EngineFixture()
        let engine = fixture.engine
        _ = try fixture.addContainer("one", image: try fixture.importImage(["one"]), volumes: ["data"])
        try engine.volumes.create("data", labels: [:])
        try write("not ours", to: "\(engine.locations.runRoot)/foreign")
        try engine.reset()
        #expect(try !exists(engine.locations.root))
        // What is not ours stays, and with it the directory.
        #expect(try names(in: engine.locations.runRoot) == ["foreign"])
    }

    @Test func `the machine is described from the kernel's files`() throws {
        let fixture = try EngineFixture()
        try fixture.importImage(["one"])
        _ = try fixture.addContainer("one")
        let information = try fixture.engine.information()
        #expect(!information.kernel.isEmpty && !information.hostname.isEmpty)
        #expect(information.processors >= 1 && information.memory.total > information.memory.free)
        #expect(information.store.containers.number == 1 && information.store.containers.stopped == 1)
        #expect(information.store.imageCount == 1 && information.store.volumeCount == 0)
        #expect(information.store.allocated >= information.store.used)
    }
}
