import Linux
import OCISpecification
import TestSupport
import Testing

/// What the suites of runc and crun expect of a runtime, where ours once did otherwise.
@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct PeerBehaviourTests {
    @Test func `a hook that enters the container finds its root where the bundle names it`() throws {
        var container = try TestContainer("cat /mark")
        let rootfs = container.rootfs
        try replaceFile("\(rootfs)/mark", with: Array("below".utf8))
        try replaceFile("\(container.path)/over", with: Array("over".utf8))
        let script =
            "pid=$(grep -o '\"pid\": *[0-9]*' | grep -o '[0-9]*'); exec nsenter -m -t $pid mount --bind \(container.path)/over \(rootfs)/mark"
        container.configuration.hooks = Hooks(
            createRuntime: [Hook(path: "/bin/sh", args: ["sh", "-c", script], env: ["PATH=/usr/bin:/bin:/usr/sbin:/sbin"])])
        let outcome = try container.run()
        #expect(outcome.output == "over", "\(outcome.errors)")
        #expect(try String(decoding: readFile("\(rootfs)/mark"), as: UTF8.self) == "below")
    }

    @Test func `createContainer hooks begin in the root`() throws {
        var container = try TestContainer("cat /made/by-hook")
        container.configuration.hooks = Hooks(
            createContainer: [Hook(path: "/bin/sh", args: ["sh", "-c", "/bin/mkdir ./made && echo so > ./made/by-hook"])])
        let outcome = try container.run()
        #expect(outcome.output == "so\n", "\(outcome.errors)")
    }

    @Test func `a hook without variables has those of the runtime`() throws {
        var container = try TestContainer("true")
        let file = container.path + "/path"
        container.configuration.hooks = Hooks(
            createRuntime: [Hook(path: "/bin/sh", args: ["sh", "-c", "printf %s \"$PATH\" > \(file)"])],
            startContainer: [Hook(path: "/bin/sh", args: ["sh", "-c", "env > /path"])])
        let outcome = try container.run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try String(decoding: readFile(file), as: UTF8.self) == "/usr/sbin:/usr/bin:/sbin:/bin")
        // nothing of the machine's in the container
        #expect(try !contains(String(decoding: readFile(container.rootfs + "/path"), as: UTF8.self), "PATH=/usr/sbin"))
    }

    @Test func `without pivot_root the container has its own root and proc`() throws {
        let container = try TestContainer("cat /mark; ls /proc | grep -c '^[0-9]'")
        try replaceFile("\(container.rootfs)/mark", with: Array("mine\n".utf8))
        let outcome = try container.run(["--no-pivot"])
        let lines = outcome.output.split(separator: "\n")
        #expect(outcome.status == 0 && lines.first == "mine", "\(outcome.errors)")
        #expect((lines.last.flatMap { Int($0) } ?? 99) < 5)
    }

    @Test func `a read-only dev is filled and then cannot be written`() throws {
        var container = try TestContainer("ls /dev/null /dev/pts/ptmx; touch /dev/x; echo $?; echo > /dev/null && echo written")
        container.configuration.mounts?[1].options = ["nosuid", "mode=755", "ro"]
        let outcome = try container.run()
        #expect(outcome.output == "/dev/null\n/dev/pts/ptmx\n1\nwritten\n", "\(outcome.errors)")
    }

    @Test func `a paused container dies of force, and signal 0 asks whether it is there`() throws {
        let container = try TestContainer("sleep 1000")
        let id = container.id
        #expect(try container.run(["--detach"]).status == 0)
        #expect(try container.call(["kill", id, "0"]).status == 0)
        #expect(try container.call(["pause", id]).status == 0)
        let outcome = try container.call(["delete", "--force", id])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try container.call(["kill", id, "0"]).status != 0)
    }

    @Test func `listening sockets are told of`() throws {
        let container = try TestContainer("echo $LISTEN_FDS $LISTEN_PID")
        try container.write()
        let result = try runCommand(
            "/bin/sh",
            [
                "-c",
                "exec 3</dev/null; exec \(RuntimeUnderTest.path!) --root \(container.path)/state run --bundle \(container.path) \(container.id)",
            ],
            environment: ["PATH=/usr/bin:/bin", "LISTEN_FDS=1"])
        #expect(result.text == "1 1", "\(result.report)")
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `more descriptors than there can be are all that there are`() throws {
        let container = try TestContainer("echo here")
        try container.write()
        let outcome = try container.call(
            ["run", "--bundle", container.path, "--preserve-fds", "18446744073709551615", container.id],
            variables: ["LISTEN_FDS=18446744073709551615"])
        #expect(outcome.status == 0 && outcome.output == "here\n", "\(outcome.errors)")
    }

    @Test func `the name of the host is no kernel parameter to set`() throws {
        var container = try TestContainer("true")
        container.configuration.linux?.sysctl = ["kernel.hostname": "other"]
        let outcome = try container.run()
        #expect(outcome.status != 0 && contains(outcome.errors, "linux.sysctl.kernel.hostname"), "\(outcome.errors)")
    }
}
