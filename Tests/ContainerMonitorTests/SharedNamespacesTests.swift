import ContainerRuntime
import ContainerState
import Linux
import Testing

@testable import ContainerMonitor

@Suite struct SharedNamespacesTests {
    @Test func `a process whose namespaces were joined has to be the same one afterwards`() throws {
        let own = CurrentProcess.identifier
        let start = try #require(ProcessIdentity.startTime(of: own))
        func run(_ start: UInt64) -> RunState {
            RunState(pid: own, processStart: start, bootID: "boot", startedAt: .now, restartCount: 0, network: nil)
        }
        try SharedNamespaces.confirm([run(start)])
        let error = #expect(throws: RuntimeError.self) { try SharedNamespaces.confirm([run(start), run(start + 1)]) }
        #expect(error?.description.contains("ended meanwhile") == true)
    }
}
