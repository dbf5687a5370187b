import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

/// Every other command that changes something, killed at every step: a forced delete leaves nothing of the container, and its name is as good
/// as new for the next step. All steps with `APUS_ALL_STEPS`, else some of them.
@Suite(.enabled(if: RuntimeUnderTest.canRun && (try? exists("/usr/bin/perl")) == true), .serialized)
struct KilledCommandTests {
    enum Command: String, CaseIterable, Sendable, CustomStringConvertible {
        case run, start, kill, delete
        var description: String { rawValue }
    }

    private static let isWhole = environmentVariable("APUS_ALL_STEPS") != nil
    private static let stride = isWhole ? 1 : 23

    private func container(_ script: String) throws -> TestContainer {
        var container = try TestContainer(script)
        container.configuration.linux?.cgroupsPath = "/apus-killed-\(container.id)"
        container.configuration.linux?.resources = LinuxResources(pids: LinuxPids(limit: 50))
        container.configuration.linux?.seccomp = LinuxSeccomp(
            defaultAction: "SCMP_ACT_ALLOW", syscalls: [LinuxSyscall(names: ["mkdir"], action: "SCMP_ACT_ERRNO")])
        container.configuration.linux?.maskedPaths = ["/proc/kcore"]
        // what runs on the machine while it is made and after it is gone is killed at, too
        container.configuration.hooks = Hooks(poststart: [Hook(path: "/bin/true")], poststop: [Hook(path: "/bin/true")])
        try container.write()
        return container
    }

    /// Brings the container to where the command is given.
    private func prepare(_ command: Command, _ container: borrowing TestContainer) throws {
        if command == .run { return }
        let created = try container.call(["create", "--bundle", container.path, container.id])
        try #require(created.status == 0, "\(created.errors)")
        if command == .start { return }
        try #require(try container.call(["start", container.id]).status == 0)
        if command == .kill { return }
        try #require(try container.call(["kill", container.id, "KILL"]).status == 0)
        for _ in 0..<200 {
            if contains(try container.call(["state", container.id]).output, "stopped") { return }
            pause(milliseconds: 5)
        }
        Issue.record("the container does not end")
    }

    private func words(_ command: Command, _ container: borrowing TestContainer) -> [String] {
        let common = ["--root", "\(container.path)/state", command.rawValue]
        return switch command {
        case .run: common + ["--bundle", container.path, container.id]
        case .kill: common + [container.id, "KILL"]
        default: common + [container.id]
        }
    }

    @Test(arguments: Command.allCases.map { ($0, KillAtStep.Victim.runtime) } + [(.run, .firstProcess)])
    func `whatever step of a command is killed, a forced delete leaves nothing`(command: Command, victim: KillAtStep.Victim) throws {
        let container = try container(command == .run ? "echo ran" : "sleep 100")
        let leftovers = try Leftovers(group: "apus-killed-\(container.id)")
        var step = Self.isWhole ? 1 : 1 + Int.random(in: 0..<Self.stride)
        var kills = 0
        while true {
            try prepare(command, container)
            let outcome = try KillAtStep.run(victim, step: step, words(command, container), output: "\(container.path)/output")
            if outcome.killed { kills += 1 }
            let deleted = try container.call(["delete", "--force", container.id])
            var left: [String] = []
            if deleted.status != 0 { left.append("delete failed: \(deleted.errors)") }
            left += try leftovers.of(container, processes: outcome.processes)
            #expect(left.isEmpty, "\(victim) of \(command) killed at stop \(step) of \(outcome.stops): \(left.joined(separator: "; "))")
            if !left.isEmpty || !outcome.killed { break }
            step += Self.stride
        }
        #expect(kills > 3, "only \(kills) stops were reached")
    }

    @Test(arguments: KillAtStep.Victim.allCases)
    func `whatever step of exec is killed, the container lives on and takes another one`(victim: KillAtStep.Victim) throws {
        let container = try container("sleep 1000")
        let leftovers = try Leftovers(group: "apus-killed-\(container.id)")
        try prepare(.kill, container)
        let exec = ["--root", "\(container.path)/state", "exec", container.id, "true"]
        var step = Self.isWhole ? 1 : 1 + Int.random(in: 0..<Self.stride)
        var kills = 0
        while true {
            let outcome = try KillAtStep.run(victim, step: step, exec, output: "\(container.path)/output")
            if outcome.killed { kills += 1 }
            for _ in 0..<100 where !Leftovers.living(outcome.processes).isEmpty { pause(milliseconds: 10) }
            let living = Leftovers.living(outcome.processes)
            #expect(living.isEmpty, "\(victim) killed at stop \(step) of \(outcome.stops): \(living) live on")
            let next = try container.call(["exec", container.id, "echo", "here"])
            #expect(next.output == "here\n", "\(victim) killed at stop \(step): \(next.errors)")
            if !living.isEmpty || next.output != "here\n" || !outcome.killed { break }
            step += Self.stride
        }
        #expect(kills > 3, "only \(kills) stops were reached")
        #expect(try container.call(["delete", "--force", container.id]).status == 0)
        #expect(try leftovers.of(container, processes: []) == [])
    }
}
