import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct SeccompListenerTests {
    private func profile(_ path: String?, _ calls: [String] = ["mkdir", "mkdirat"]) -> LinuxSeccomp {
        LinuxSeccomp(
            defaultAction: "SCMP_ACT_ALLOW", listenerPath: path, listenerMetadata: path == nil ? nil : "for the agent",
            syscalls: [LinuxSyscall(names: calls, action: "SCMP_ACT_NOTIFY")])
    }

    /// Takes one listener, and the state that came with it.
    private func take(_ listener: borrowing Descriptor) throws -> (state: JSONValue, descriptor: CInt) {
        let connection = try LocalSocket.accept(listener)
        var message = try connection.receive(upTo: 65536)
        let state = try JSONValue(parsing: message.bytes)
        return (state, message.descriptors.take()?.release() ?? -1)
    }

    @Test func `the agent gets the listener with the state, for the container and for programs executed later`() throws {
        for noNewPrivileges in [true, false] {
            var container = try TestContainer("mkdir /made; echo $?")
            let socket = "\(container.path)/agent.sock"
            let agent = try LocalSocket.listen(.stream, at: socket)
            container.configuration.process?.noNewPrivileges = noNewPrivileges
            container.configuration.process?.args = ["sleep", "100"]
            container.configuration.linux?.seccomp = profile(socket)
            try container.write()
            let created = try container.call(["run", "--detach", "--bundle", container.path, container.id])
            try #require(created.status == 0, "\(created.errors)")
            let (state, descriptor) = try take(agent)
            let handle = Descriptor(owning: descriptor)
            #expect(state["fds"]?.arrayValue?.first?.stringValue == "seccompFd")
            #expect(state["metadata"]?.stringValue == "for the agent")
            #expect(state["state"]?["id"]?.stringValue == container.id)
            #expect((state["pid"]?.integerValue ?? 0) > 1)
            #expect(try readSymlink("/proc/self/fd/\(handle.number)").display == "anon_inode:seccomp notify")
            let executed = try container.call(["exec", "--detach", container.id, "mkdir", "/later"])
            #expect(executed.status == 0, "\(executed.errors)")
            let (second, other) = try take(agent)
            let later = Descriptor(owning: other)
            #expect(second["state"]?["id"]?.stringValue == container.id)
            #expect(second["pid"]?.integerValue != state["pid"]?.integerValue)
            // The system call waits for an answer.
            #expect(try !waitUntilReady(later.number, .readable, milliseconds: 5000).isEmpty)
            #expect(try !exists("\(container.rootfs)/later"))
            _ = consume later
            _ = consume handle
        }
    }

    @Test func `create and start hand the listener over as well`() throws {
        var container = try TestContainer("mkdir /made; echo $? > /answer")
        let socket = "\(container.path)/agent.sock"
        let agent = try LocalSocket.listen(.stream, at: socket)
        container.configuration.linux?.seccomp = profile(socket)
        try container.write()
        let created = try container.call(["create", "--bundle", container.path, container.id])
        try #require(created.status == 0, "\(created.errors)")
        let started = try container.call(["start", container.id])
        #expect(started.status == 0, "\(started.errors)")
        let (state, descriptor) = try take(agent)
        #expect(state["state"]?["bundle"]?.stringValue == container.path)
        // Without an agent the call fails with ENOSYS.
        _ = Descriptor(owning: descriptor)
        for _ in 0..<200 where try !exists("\(container.rootfs)/answer") { pause(nanoseconds: 10_000_000) }
        #expect(try readFile("\(container.rootfs)/answer") == Array("1\n".utf8))
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `what could never be answered is refused before anything is made`() throws {
        let cases: [(LinuxSeccomp, String)] = [
            (profile(nil), "linux.seccomp.listenerPath"),
            (profile("/a.sock", ["sendmsg"]), "linux.seccomp.syscalls[0]"),
            (LinuxSeccomp(defaultAction: "SCMP_ACT_NOTIFY", listenerPath: "/a.sock"), "linux.seccomp.defaultAction"),
            (profile("relative"), "linux.seccomp.listenerPath"),
        ]
        for (profile, field) in cases {
            var container = try TestContainer("true")
            container.configuration.linux?.seccomp = profile
            let outcome = try container.run()
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains(field), "\(outcome.errors)")
            #expect(try names(in: "\(container.path)/state").isEmpty)
        }
    }

    @Test func `an agent that is not there fails the container`() throws {
        var container = try TestContainer("sleep 100")
        let socket = "\(container.path)/nobody.sock"
        container.configuration.linux?.seccomp = profile(socket)
        let outcome = try container.run()
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("nobody.sock") || !RuntimeUnderTest.isOurs, "\(outcome.errors)")
        #expect(try container.call(["state", container.id]).status != 0)
    }

    @Test func `each action and operator does what it says`() throws {
        let script = """
            chmod 1 /x 2>&1 | tr -d '\\n'; chmod 2 /x && echo two; chmod 3 /x 2>/dev/null || echo three; (mkdir /d; echo no) 2>/dev/null; echo $?
            """
        var container = try TestContainer("touch /x; \(script)")
        func mode(_ value: UInt64, _ action: String, _ code: UInt? = nil) -> LinuxSyscall {
            LinuxSyscall(
                names: ["chmod", "fchmodat"], action: action, errnoRet: code,
                args: [LinuxSeccompArgument(index: 1, value: value, op: "SCMP_CMP_EQ")])
        }
        container.configuration.linux?.seccomp = LinuxSeccomp(
            defaultAction: "SCMP_ACT_ALLOW", architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
            flags: ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW"],
            syscalls: [
                mode(1, "SCMP_ACT_ERRNO", 28), mode(2, "SCMP_ACT_LOG"), mode(3, "SCMP_ACT_ERRNO"),
                LinuxSyscall(names: ["mkdir", "mkdirat"], action: "SCMP_ACT_KILL_PROCESS"),
            ])
        let outcome = try container.run()
        #expect(
            outcome.output.hasPrefix("chmod: /x: No space left on devicetwo\nthree\n"), "\(outcome.output) \(outcome.errors)")
    }
}
