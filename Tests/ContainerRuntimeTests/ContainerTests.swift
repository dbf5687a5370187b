import ContainerRuntime
import Linux
import OCISpecification
import TestSupport
import Testing

@Suite struct ContainerTests {
    @Test func `a program with threads is told that it cannot make containers`() throws {
        let directory = try TemporaryDirectory("library")
        let bundle = try ContainerBundle(directory.path + "/", configuration: .template())
        #expect(bundle.path == directory.path)
        #expect(bundle.rootfs == "\(directory.path)/rootfs")
        let container = try Container("c", root: "\(directory.path)/state")
        let refused = #expect(throws: RuntimeError.self) { try container.create(of: bundle) }
        #expect(refused?.cause.contains("threads") == true)
        #expect(try !exists("\(directory.path)/state"))
    }

    @Test func `a container that is not there is an error that names it`() throws {
        let directory = try TemporaryDirectory("library")
        let container = try Container("absent", root: directory.path)
        let missing = #expect(throws: RuntimeError.self) { try container.start() }
        #expect(missing?.description == "find container absent: container does not exist")
        #expect(throws: RuntimeError.self) { try container.status() }
        #expect(throws: RuntimeError.self) { try container.delete() }
        try container.delete(force: true)
        #expect(throws: RuntimeError.self) { try Container("a/b") }
    }

    @Test func `a changed configuration is what is kept, an unchanged one stays as it was written`() throws {
        let directory = try TemporaryDirectory("library")
        let text = #"{ "ociVersion": "1.0.2",  "root": {"path": "/r"}, "unknown": 1 }"#
        try replaceFile("\(directory.path)/config.json", with: Array(text.utf8))
        var bundle = try ContainerBundle(directory.path)
        let state = try RuntimeDirectory(root: directory.path, id: "c")
        try state.make().finish()
        try state.keepConfiguration(of: bundle)
        #expect(try readFile(state.configurationPath) == Array(text.utf8))
        bundle.configuration.hostname = "other"
        try state.keepConfiguration(of: bundle)
        #expect(try state.configuration().hostname == "other")
    }
}
