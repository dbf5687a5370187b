import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

@testable import ContainerRuntime

/// Hostile input for everything that is read before, while and after a container is made. `scripts/fuzz` runs it for longer.
@Suite struct FuzzTests {
    private static let configurations = [ConfigurationTexts.plausible, ConfigurationTexts.everything].map { JSONMutation($0) }

    private func pass(_ run: FuzzRun) {
        #expect(run.findings.isEmpty, "\(run.findings.joined(separator: "\n"))")
        #expect(run.inputs > 20)
    }

    @Test func `no configuration crashes the runtime or stops it`() throws {
        var run = FuzzRun("config.json")
        try run.run(seconds: 6) { random in
            Self.configurations[random.happens(oneIn: 4) ? 1 : 0].mutated(with: &random)
        } _: {
            try ConfigurationExercise.run($0)
        }
        pass(run)
        #expect(run.accepted > 0, "not one of \(run.inputs) was a configuration: nothing behind the reader was tried")
    }

    @Test func `no process crashes the runtime or stops it`() throws {
        let whole = try JSONValue(parsing: ConfigurationTexts.plausible)
        let seed = JSONMutation(try #require(whole["process"]).text)
        var run = FuzzRun("process.json")
        try run.run(seconds: 3) {
            seed.mutated(with: &$0)
        } _: { bytes in
            guard let process = try? JSON.decode(ProcessConfiguration.self, from: bytes) else { return false }
            guard try JSON.decode(ProcessConfiguration.self, from: JSON.encode(process)) == process else {
                throw FuzzRun.Finding("what was written is not what was read")
            }
            let settings = try? ProcessSettings(process)
            _ = RuntimeWarnings.take()
            return settings != nil
        }
        pass(run)
    }

    @Test func `no record of a container crashes the runtime or stops it`() throws {
        var record = RuntimeRecord(
            id: "c", pid: 17, processStart: 99, bootID: "b", bundle: "/b", rootfs: "/b/r", created: "2024-02-29T00:00:00Z", owner: "0",
            annotations: ["a": "b"], cgroupPath: "/a/b", hasLaterHooks: true)
        record.cacheGroups = ["/sys/fs/resctrl/c"]
        let seed = JSONMutation(String(decoding: try JSON.encode(record), as: UTF8.self))
        var run = FuzzRun("state.json")
        try run.run(seconds: 2) {
            seed.mutated(with: &$0)
        } _: { bytes in
            guard let record = try? JSON.decode(RuntimeRecord.self, from: bytes) else { return false }
            _ = record.state(.running, "1.2.0")
            // Whatever number it has: the question whether it lives is answered, not trapped.
            _ = try? LivingContainer(record)
            return true
        }
        pass(run)
    }
}
