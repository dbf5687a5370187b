import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

/// `create` killed at every step: what is left, `delete --force` takes away. All steps with `APUS_ALL_STEPS`, else some of them.
@Suite(.enabled(if: RuntimeUnderTest.canRun && (try? exists("/usr/bin/perl")) == true), .serialized)
struct KilledCreateTests {
    private func mounts() throws -> Set<String> {
        Set(String(decoding: try readFile("/proc/self/mountinfo"), as: UTF8.self).split(separator: "\n").map { String($0) })
    }

    /// Control groups with the name.
    private func groups(_ name: String) throws -> [String] {
        try runCommand(
            "/usr/bin/find", ["/sys/fs/cgroup", "-maxdepth", "3", "-type", "d", "-name", name], environment: [], seconds: 20
        ).lines
    }

    /// Of these processes, those that are there and no zombies.
    private func living(_ processes: [String]) -> [String] {
        processes.filter { process in
            guard let bytes = try? readFile("/proc/\(process)/stat"), let close = bytes.lastIndex(of: UInt8(ascii: ")")) else {
                return false
            }
            return bytes.count > close + 2 && bytes[close + 2] != UInt8(ascii: "Z")
        }
    }

    @Test(arguments: KillAtStep.Victim.allCases)
    func `whatever step of create is killed, a forced delete leaves nothing`(victim: KillAtStep.Victim) throws {
        var container = try TestContainer("echo ran")
        container.configuration.linux?.cgroupsPath = "/apus-killed-\(container.id)"
        container.configuration.linux?.resources = LinuxResources(memory: LinuxMemory(limit: 64 << 20), pids: LinuxPids(limit: 50))
        container.configuration.linux?.seccomp = LinuxSeccomp(
            defaultAction: "SCMP_ACT_ALLOW", syscalls: [LinuxSyscall(names: ["mkdir"], action: "SCMP_ACT_ERRNO")])
        container.configuration.linux?.maskedPaths = ["/proc/kcore"]
        try container.write()
        let name = "apus-killed-\(container.id)"
        let before = try mounts()
        let create = ["--root", "\(container.path)/state", "create", "--bundle", container.path, container.id]
        let every = environmentVariable("APUS_ALL_STEPS") == nil
        var step = every ? 1 + Int.random(in: 0..<17) : 1
        var kills = 0
        while true {
            let outcome = try KillAtStep.run(victim, step: step, create, output: "\(container.path)/output")
            if outcome.killed { kills += 1 }
            let deleted = try container.call(["delete", "--force", container.id])
            var left: [String] = []
            if deleted.status != 0 { left.append("delete failed: \(deleted.errors)") }
            // a process that nobody waits for any more may still be on its way out
            for _ in 0..<100 where !living(outcome.processes).isEmpty { pause(milliseconds: 10) }
            left += living(outcome.processes).map { "process \($0)" }
            left += try groups(name).map { "group \($0)" }
            left += try mounts().subtracting(before).filter { contains($0, container.path) }.map { "mount \($0)" }
            if try exists("\(container.path)/state/\(container.id)") { left.append("the state directory") }
            #expect(left.isEmpty, "\(victim) killed at stop \(step) of \(outcome.stops): \(left.joined(separator: "; "))")
            if !left.isEmpty || !outcome.killed { break }
            step += every ? 17 : 1
        }
        #expect(kills > 10, "only \(kills) stops were reached")
        // and the name is as good as new
        let whole = try container.call(["run", "--bundle", container.path, container.id])
        #expect(whole.output == "ran\n", "\(whole.errors)")
    }
}
