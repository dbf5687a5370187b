import Linux
import OCISpecification
import TestSupport
import Testing

/// Built beside the runtime.
private let example: String? = {
    guard let runtime = RuntimeUnderTest.path, let slash = runtime.lastIndex(of: "/") else { return nil }
    let path = "\(runtime[..<slash])/run-container"
    return (try? exists(path)) == true ? path : nil
}()

/// The library as another program uses it: `Examples/RunContainer`.
@Suite(.enabled(if: RuntimeUnderTest.canRun && RuntimeUnderTest.isOurs && example != nil), .serialized) struct LibraryTests {
    @Test func `a program of some lines runs a container, another command in it, and takes it away`() throws {
        let container = try TestContainer("")
        try container.write()
        let ran = try container.execute(
            example!, ["run-container", container.path, container.id, "touch /first; sleep 1000", "ls /first; kill -0 1 && exit 7"])
        #expect(ran.errors == "")
        #expect(ran.output == "/first\nsecond 7\nfirst 137\n")
        #expect(ran.status == 0)
        #expect(try !exists("/run/run-container/\(container.id)"))
    }

    @Test func `a program that cannot start leaves nothing`() throws {
        var container = try TestContainer("")
        container.configuration.process?.cwd = "relative"
        try container.write()
        let ran = try container.execute(example!, ["run-container", container.path, container.id, "true", "true"])
        #expect(ran.status == 1)
        #expect(ran.output.contains("process.cwd"), "\(ran.output)")
        #expect(try !exists("/run/run-container/\(container.id)"))
    }
}
