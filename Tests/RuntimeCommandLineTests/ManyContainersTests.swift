import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

/// Many containers at once, and containers with little memory. `APUS_MANY` is how many; a thousand take half a minute.
@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct ManyContainersTests {
    @Test func `containers made and deleted 16 at once leave nothing, and none fails`() throws {
        let count = environmentVariable("APUS_MANY").flatMap { Int($0) } ?? 160
        var container = try TestContainer("exit 0")
        let name = "apus-many-\(CurrentProcess.identifier)"
        // each in its own group below one
        container.configuration.linux?.cgroupsPath = nil
        container.configuration.linux?.resources = LinuxResources(memory: LinuxMemory(limit: 64 << 20), pids: LinuxPids(limit: 50))
        try container.write()
        let runtime = "\(RuntimeUnderTest.path!) --root \(container.path)/state"
        let script = """
            #!/bin/sh
            \(runtime) create --bundle \(container.path) \(name)-$1 > /dev/null && \(runtime) start \(name)-$1 && \(runtime) delete --force \(name)-$1

            """
        try replaceFile("\(container.path)/one", with: Array(script.utf8), mode: 0o755)
        let before = try readFile("/proc/self/mountinfo").count
        let result = try runCommand(
            "/bin/sh", ["-c", "seq \(count) | xargs -n 1 -P 16 \(container.path)/one"],
            environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], seconds: 60 + count)
        #expect(result.code == 0 && result.errors.isEmpty, "\(result.report)")
        #expect(try names(in: "\(container.path)/state").isEmpty)
        let groups = try runCommand(
            "/usr/bin/find", ["/sys/fs/cgroup", "-maxdepth", "4", "-type", "d", "-name", "\(name)-*"], environment: [], seconds: 20)
        #expect(groups.lines.isEmpty, "\(groups.lines.prefix(5))")
        let left = try runCommand("/usr/bin/pgrep", ["-f", "\(container.path)/state"], environment: [], seconds: 20)
        #expect(left.lines.isEmpty, "\(left.lines)")
        #expect(try readFile("/proc/self/mountinfo").count == before)
    }

    /// The smallest limit, in KiB, with which a container prints.
    private func smallest(_ container: inout TestContainer) throws -> Int? {
        for size in [256, 384, 512, 640, 768, 1024, 2048, 4096] {
            container.configuration.linux?.resources = LinuxResources(memory: LinuxMemory(limit: Int64(size) << 10))
            let outcome = try container.run()
            if outcome.status == 0 && outcome.output == "runs\n" { return size }
        }
        return nil
    }

    @Test func `a container with a limit of one megabyte of memory runs`() throws {
        var container = try TestContainer("echo runs")
        container.configuration.linux?.cgroupsPath = "/apus-small-\(container.id)"
        let size = try #require(try smallest(&container))
        #expect(size <= 1024, "\(size) KiB are needed")
        // and one that is too small is an error that says so, not a hang
        container.configuration.linux?.resources = LinuxResources(memory: LinuxMemory(limit: 4096))
        let outcome = try container.run()
        #expect(outcome.status != 0)
        let groups = try runCommand(
            "/usr/bin/find", ["/sys/fs/cgroup", "-maxdepth", "3", "-name", "apus-small-\(container.id)"], environment: [], seconds: 20)
        #expect(groups.lines.isEmpty, "\(groups.lines)")
    }
}
