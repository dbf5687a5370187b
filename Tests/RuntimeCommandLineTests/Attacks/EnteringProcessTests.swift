import Linux
import OCISpecification
import TestSupport
import Testing

/// What a container tries on the processes that enter it, while they still are the runtime's.
@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct EnteringProcessTests {
    /// Reads the environment of whoever is there, until told to stop.
    private static let looking = """
        while [ ! -e /stop ]; do
            for p in /proc/[0-9]*; do
                c= l=
                read -r c < $p/comm
                case $c in apus* | runc* | crun*) echo met >> /met ;; esac
                read -r l < $p/environ
                case $l in *hidden-from-containers*) echo seen >> /seen ;; esac
            done
        done 2> /nothing
        """

    /// The same where the process has given up all that the container has not, and has to wait: an agent of seccomp is busy.
    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `a process that waits with the rights of the container cannot be looked into`() throws
    {
        var container = try TestContainer(Self.looking)
        let socket = "\(container.path)/agent.sock"
        let agent = try LocalSocket.listen(.stream, at: socket, backlog: 0)
        container.configuration.linux?.seccomp = LinuxSeccomp(
            defaultAction: "SCMP_ACT_ALLOW", listenerPath: socket,
            syscalls: [LinuxSyscall(names: ["mkdirat"], action: "SCMP_ACT_NOTIFY")])
        try container.write()
        let started = try container.call(["run", "--detach", "--bundle", container.path, container.id])
        try #require(started.status == 0, "\(started.errors)")
        let connection = try LocalSocket.accept(agent)
        // nobody else is let in now
        let waiting = try LocalSocket.connect(.stream, to: socket)
        let entered = try runCommand(
            RuntimeUnderTest.path!, ["--root", "\(container.path)/state", "exec", container.id, "true"],
            environment: RuntimeUnderTest.environment + ["SECRET=hidden-from-containers"], seconds: 3)
        #expect(entered.code == 124, "it did not wait: \(entered.report)")
        try replaceFile("\(container.rootfs)/stop", with: [])
        #expect(try !exists("\(container.rootfs)/seen"), "the environment of the runtime was read")
        #expect(try exists("\(container.rootfs)/met"), "the attack never met a process that enters")
        _ = consume connection
        _ = consume waiting
        _ = consume agent
    }

    /// CVE-2016-9962: root of the container looks into whoever enters, by ptrace(2) or procfs.
    @Test func `a process on its way into a container cannot be looked into`() throws {
        var container = try TestContainer(Self.looking)
        let all = try String(decoding: readFile("/proc/sys/kernel/cap_last_cap"), as: UTF8.self)
        let sets = Capability.allCases.prefix((Int(trimmed(all)) ?? 40) + 1).map { $0.name }
        container.configuration.process?.capabilities = LinuxCapabilities(
            bounding: sets, effective: sets, inheritable: [], permitted: sets)
        container.configuration.linux?.namespaces?.append(LinuxNamespace(type: "user"))
        container.configuration.linux?.uidMappings = [LinuxIDMapping(containerID: 0, hostID: 100_000, size: 1000)]
        container.configuration.linux?.gidMappings = [LinuxIDMapping(containerID: 0, hostID: 100_000, size: 1000)]
        container.configuration.mounts?.removeAll { $0.destination == "/dev/pts" }
        try runOn(container.rootfs)
        try container.write()
        let started = try container.call(["run", "--detach", "--bundle", container.path, container.id])
        try #require(started.status == 0, "\(started.errors)")
        for _ in 0..<60 {
            let entered = try container.call(["exec", container.id, "true"], variables: ["SECRET=hidden-from-containers"])
            try #require(entered.status == 0, "\(entered.errors)")
        }
        try replaceFile("\(container.rootfs)/stop", with: [])
        #expect(try !exists("\(container.rootfs)/seen"), "the environment of the runtime was read")
        if RuntimeUnderTest.isOurs { #expect(try exists("\(container.rootfs)/met"), "the attack never met a process that enters") }
    }

    /// The tree belongs to root of the container, and its directory can be entered by all.
    private func runOn(_ rootfs: String) throws {
        try #require(try runCommand("/usr/bin/env", ["chown", "-R", "100000:100000", rootfs], environment: ["PATH=/bin"]).code == 0)
        try #require(try runCommand("/usr/bin/env", ["chmod", "755", "\(rootfs)/.."], environment: ["PATH=/bin"]).code == 0)
    }

    @Test(.enabled(if: MachineProgram.runsHere)) func `a container has a keyring of its own`() throws {
        var container = try TestContainer("")
        try replaceFile("\(container.rootfs)/keyring", with: MachineProgram.describeKeyring.bytes, mode: 0o755)
        container.configuration.process?.args = ["/keyring"]
        let outcome = try container.run()
        // crun leaves the beginning of the name out
        #expect(contains(outcome.output, "_ses.\(container.id)") || contains(outcome.output, ";\(container.id)"), "\(outcome.output)")
    }

    /// Descriptors that the caller of the runtime forgot to close: here one of the root of the machine.
    @Test func `descriptors of the caller are neither passed on nor a way out`() throws {
        for directory in ["/", "/proc/self/fd/9"] {
            var container = try TestContainer("readlink /proc/self/fd/9; ls -d /proc/self/fd/9/etc; echo in $(pwd); ls -d proc/1/root")
            container.configuration.process?.cwd = directory
            try container.write()
            let outcome = try runCommand(
                "/bin/sh",
                [
                    "-c", "exec \"$0\" --root \"$1/state\" run --bundle \"$1\" \"$2\" 9< /", RuntimeUnderTest.path!, container.path,
                    container.id,
                ], environment: RuntimeUnderTest.environment)
            #expect(!contains(outcome.output, "fd/9"), "\(directory): \(outcome.output)")
            #expect(directory == "/" ? contains(outcome.output, "in /\n") : outcome.output == "", "\(outcome.report)")
        }
        let container = try TestContainer("sleep 100")
        try container.write()
        let started = try container.call(["run", "--detach", "--bundle", container.path, container.id])
        try #require(started.status == 0, "\(started.errors)")
        let entered = try runCommand(
            "/bin/sh",
            [
                "-c", "exec \"$0\" --root \"$1/state\" exec --cwd /proc/self/fd/9 \"$2\" sh -c 'echo reached; ls' 9< /",
                RuntimeUnderTest.path!, container.path, container.id,
            ], environment: RuntimeUnderTest.environment)
        #expect(entered.code != 0 && entered.output == "", "\(entered.report)")
    }
}
