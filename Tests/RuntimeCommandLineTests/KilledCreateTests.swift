import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

/// `create` killed at every step: what is left, `delete --force` takes away, or the next one of the name. All steps with `APUS_ALL_STEPS`, else some of them.
@Suite(.enabled(if: RuntimeUnderTest.canRun && (try? exists("/usr/bin/perl")) == true), .serialized)
struct KilledCreateTests {
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
        let leftovers = try Leftovers(group: name)
        let create = ["--root", "\(container.path)/state", "create", "--bundle", container.path, container.id]
        let every = environmentVariable("APUS_ALL_STEPS") == nil
        var step = every ? 1 + Int.random(in: 0..<17) : 1
        var kills = 0
        while true {
            let outcome = try KillAtStep.run(victim, step: step, create, output: "\(container.path)/output")
            if outcome.killed { kills += 1 }
            var left: [String] = []
            // Every other time by the next one of this name. One that came to its end is a container, to be deleted.
            if step % 2 == 0 {
                let next = try container.call(["run", "--bundle", container.path, container.id])
                let state = try container.call(["state", container.id]).output
                let isWhole =
                    try state.contains(#""status": "created""#)
                    || victim == .firstProcess && state.contains(#""status": "stopped""#) && readFile("\(container.path)/output").isEmpty
                if next.output != "ran\n" && !isWhole { left.append("the next run failed: \(next.errors)") }
            }
            let deleted = try container.call(["delete", "--force", container.id])
            if deleted.status != 0 { left.append("delete failed: \(deleted.errors)") }
            left += try leftovers.of(container, processes: outcome.processes)
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
