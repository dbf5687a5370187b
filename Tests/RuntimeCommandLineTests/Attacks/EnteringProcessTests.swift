import Linux
import OCISpecification
import TestSupport
import Testing

/// What a container tries on the processes that enter it, while they still are the runtime's.
@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct EnteringProcessTests {
    /// CVE-2016-9962: root of the container looks into whoever enters, by ptrace(2) or procfs.
    @Test func `a process on its way into a container cannot be looked into`() throws {
        var container = try TestContainer(
            """
            while [ ! -e /stop ]; do
                for p in /proc/[0-9]*; do
                    c= l=
                    read -r c < $p/comm
                    case $c in apus* | runc* | crun*) echo met >> /met ;; esac
                    read -r l < $p/environ
                    case $l in *hidden-from-containers*) echo seen >> /seen ;; esac
                done
            done 2> /nothing
            """)
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
        #expect(contains(outcome.output, ";_ses.\(container.id)"), "\(outcome.output) \(outcome.errors)")
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
    }
}
