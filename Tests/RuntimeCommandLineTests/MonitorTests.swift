import Linux
import TestSupport
import Testing

/// The verb by which the engine starts a supervisor, where it ends without one.
@Suite(.enabled(if: RuntimeUnderTest.canRun && RuntimeUnderTest.isOurs)) struct MonitorTests {
    private static let nobody = String(repeating: "0", count: 64)

    @Test(arguments: [[], ["--own-network"]]) func `a monitor that waits ends with the command that started it`(_ more: [String]) throws {
        let directory = try TemporaryDirectory("monitor")
        let pair = try LocalSocket.pair(.sequencedPackets)
        let process = try spawnProgram(
            RuntimeUnderTest.path!,
            arguments: ["apus-runtime", "monitor", "--root", directory.path, "--runroot", "\(directory.path)/run", "--wait"] + more + [
                Self.nobody
            ],
            environment: ["PATH=/usr/bin:/bin"], places: [DescriptorPlace(from: pair.second.number, to: 3)])
        let command = pair.keepingFirst()
        pause(nanoseconds: 50_000_000)
        let early = try waitForChild(.process(process), block: false)
        #expect(early == nil)
        _ = consume command
        #expect(try waitForChild(.process(process))?.end == .exited(0))
        #expect(try names(in: directory.path) == [])
    }

    @Test func `a monitor refuses what it does not know`() throws {
        let result = try runCommand(RuntimeUnderTest.path!, ["monitor", "--later", Self.nobody], environment: ["PATH=/usr/bin:/bin"])
        #expect(result.code == 125 && contains(result.report, "--later: unknown option"), "\(result.report)")
    }
}
