import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct LifecycleTests {
    private func state(_ container: borrowing TestContainer) throws -> JSONValue {
        try JSONValue(parsing: try container.call(["state", container.id]).output)
    }

    @Test func `a container is created, started, killed and deleted`() throws {
        let container = try TestContainer("touch /started; sleep 100")
        try container.write()
        let pidFile = "\(container.path)/pid"
        let created = try container.call([
            "create", "--bundle", container.path, "--pid-file", pidFile, container.id,
        ])
        #expect(created.status == 0, "\(created.errors)")
        let before = try state(container)
        #expect(before["status"]?.stringValue == "created")
        #expect(before["bundle"]?.stringValue == container.path)
        let pid = String(decoding: try readFile(pidFile), as: UTF8.self)
        #expect(before["pid"]?.integerValue == Int64(pid))
        #expect(try !exists("\(container.rootfs)/started"))

        #expect(try container.call(["start", container.id]).status == 0)
        #expect(try state(container)["status"]?.stringValue == "running")
        #expect(try container.call(["start", container.id]).status != 0)
        #expect(try container.call(["delete", container.id]).status != 0)
        #expect(try container.call(["kill", container.id, "KILL"]).status == 0)
        for _ in 0..<200 {
            if try state(container)["status"]?.stringValue == "stopped" { break }
            pause(nanoseconds: 5_000_000)
        }
        #expect(try state(container)["status"]?.stringValue == "stopped")
        #expect(try container.call(["kill", container.id, "TERM"]).status != 0)
        #expect(try exists("\(container.rootfs)/started"))
        #expect(try container.call(["delete", container.id]).status == 0)
        #expect(try container.call(["state", container.id]).status != 0)
    }

    @Test func `a name is taken once, and force removes what was never started`() throws {
        let container = try TestContainer("true")
        try container.write()
        #expect(try container.call(["create", "--bundle", container.path, container.id]).status == 0)
        let second = try container.call(["create", "--bundle", container.path, container.id])
        #expect(second.status != 0)
        #expect(second.errors.contains("exist"))
        #expect(try container.call(["delete", "--force", container.id]).status == 0)
        #expect(try container.call(["delete", "--force", container.id]).status == 0)
        #expect(try container.call(["delete", container.id]).status != 0)
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs))
    func `a create killed at any moment leaves nothing that delete does not remove`() throws {
        let container = try TestContainer("true")
        try container.write()
        for round in 0..<24 {
            let nothing = try open("/dev/null", .readWrite)
            let places = (0..<3).map { DescriptorPlace(from: nothing.number, to: CInt($0)) }
            let pid = try spawnProgram(
                RuntimeUnderTest.path!,
                arguments: [
                    "runtime", "--root", "\(container.path)/state", "create", "--bundle", container.path, container.id,
                ], environment: [], places: places)
            pause(nanoseconds: Int64(round) * 2_000_000)
            try sendSignal(SignalNumber.kill, toChild: pid)
            _ = try waitForChild(.process(pid))
            let deleted = try container.call(["delete", "--force", container.id])
            #expect(deleted.status == 0, "\(deleted.errors)")
            #expect(try names(in: "\(container.path)/state").isEmpty)
        }
        let whole = try container.call(["run", "--bundle", container.path, container.id])
        #expect(whole.status == 0, "\(whole.errors)")
    }

    @Test func `limits of a running container are changed`() throws {
        var container = try TestContainer("sleep 100")
        container.configuration.linux?.resources = LinuxResources(pids: LinuxPids(limit: 100))
        try container.write()
        let started = try container.call(["run", "--detach", "--bundle", container.path, container.id])
        try #require(started.status == 0, "\(started.errors)")
        let updated = try container.call(["update", "--pids-limit", "77", container.id])
        #expect(updated.status == 0, "\(updated.errors)")
        let read = try container.call(["exec", container.id, "grep", "pids", "/proc/self/cgroup"])
        let path = read.output.split(separator: ":").last.map { $0.filter { $0 != "\n" } } ?? ""
        let file = "/sys/fs/cgroup/pids\(path)/pids.max"
        if try exists(file) { #expect(try readFile(file) == Array("77\n".utf8)) }
    }

    @Test func `a paused container is told as such and refuses programs`() throws {
        let container = try TestContainer("sleep 100")
        try container.write()
        try #require(try container.call(["run", "--detach", "--bundle", container.path, container.id]).status == 0)
        #expect(try container.call(["pause", container.id]).status == 0)
        #expect(try state(container)["status"]?.stringValue == "paused")
        #expect(try container.call(["exec", container.id, "true"]).status != 0)
        #expect(try container.call(["resume", container.id]).status == 0)
        #expect(try container.call(["exec", container.id, "true"]).status == 0)
        #expect(try container.call(["kill", "--all", container.id, "KILL"]).status == 0)
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs))
    func `without a control group a signal for all goes to the first process, and that is told`() throws {
        let container = try TestContainer("sleep 100")
        try container.write()
        let started = try container.call(["--cgroup-manager", "disabled", "run", "--detach", "--bundle", container.path, container.id])
        try #require(started.status == 0, "\(started.errors)")
        let killed = try container.call(["kill", "--all", container.id, "KILL"])
        #expect(killed.status == 0 && contains(killed.errors, "no control group"), "\(killed.errors)")
        for _ in 0..<100 where try state(container)["status"]?.stringValue == "running" { pause(nanoseconds: 20_000_000) }
        #expect(try state(container)["status"]?.stringValue == "stopped")
    }

    @Test func `a program that is missing fails the create and leaves nothing`() throws {
        var container = try TestContainer("")
        container.configuration.process?.args = ["/not/there"]
        try container.write()
        let outcome = try container.call(["create", "--bundle", container.path, container.id])
        #expect(outcome.status != 0)
        #expect(outcome.errors.lowercased().contains("no such file"))
        #expect(try container.call(["state", container.id]).status != 0)
    }

    @Test func `a program is executed into a running container with its own settings`() throws {
        let container = try TestContainer("sleep 100")
        try container.write()
        #expect(try container.call(["run", "--detach", "--bundle", container.path, container.id]).status == 0)
        let simple = try container.call(["exec", container.id, "sh", "-c", "hostname; echo $A; exit 5"])
        #expect(simple.output == "inside\nb c\n", "\(simple.errors)")
        #expect(simple.status == 5)
        let process = ProcessConfiguration(
            user: User(uid: 1000, gid: 1000, additionalGids: [9]), cwd: "/tmp", env: ["PATH=/bin", "X=y"],
            args: ["sh", "-c", "id -u; id -G; pwd; echo $X; grep CapEff /proc/self/status; ls /proc/self/fd"])
        try replaceFile("\(container.path)/process.json", with: try JSON.encode(process))
        let given = try container.call(["exec", "--process", "\(container.path)/process.json", container.id])
        #expect(
            given.output == "1000\n1000 9\n/tmp\ny\nCapEff:\t0000000000000000\n0\n1\n2\n3\n", "\(given.errors)")
        let missing = try container.call(["exec", container.id, "no-such-program"])
        #expect(missing.status != 0)
        #expect(missing.errors.contains("no-such-program"))
        let listed = try container.call(["list", "-q"])
        #expect(listed.output.contains(container.id))
    }

    @Test func `hooks run at their moments with the state on their input`() throws {
        var container = try TestContainer("echo program >> /log")
        let log = "\(container.rootfs)/log"
        func hook(_ name: String, _ path: String) -> [Hook] {
            [
                Hook(
                    path: "/bin/busybox",
                    args: ["sh", "-c", "echo \(name) >> \(path); /bin/busybox cat > \(path).\(name)"])
            ]
        }
        container.configuration.hooks = Hooks(
            prestart: hook("prestart", log), createRuntime: hook("createRuntime", log),
            createContainer: hook("createContainer", log), startContainer: hook("startContainer", "/log"),
            poststart: hook("poststart", "\(container.path)/after"), poststop: hook("poststop", log))
        let outcome = try container.run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = String(decoding: try readFile(log), as: UTF8.self)
        #expect(lines == "prestart\ncreateRuntime\ncreateContainer\nstartContainer\nprogram\npoststop\n")
        let state = try JSONValue(parsing: try readFile("\(log).createRuntime"))
        #expect(state["id"]?.stringValue == container.id)
        #expect((state["pid"]?.integerValue ?? 0) > 1)
        #expect(try exists("\(container.path)/after.poststart"))
    }

    @Test func `a hook that fails or hangs stops the container from being made`() throws {
        var failing = try TestContainer("true")
        failing.configuration.hooks = Hooks(
            createRuntime: [Hook(path: "/bin/busybox", args: ["sh", "-c", "echo why >&2; exit 3"])])
        let first = try failing.run()
        #expect(first.status != 0)
        var hanging = try TestContainer("true")
        hanging.configuration.hooks = Hooks(
            createRuntime: [Hook(path: "/bin/busybox", args: ["sleep", "20"], timeout: 1)])
        let begun = monotonicNanoseconds()
        #expect(try hanging.run().status != 0)
        #expect(monotonicNanoseconds() - begun < 8_000_000_000)
        if RuntimeUnderTest.isOurs {
            #expect(first.errors.contains("why") && first.errors.contains("createRuntime[0]"))
        }
    }

    @Test func `the master of a terminal goes through the socket`() throws {
        var container = try TestContainer("tty; test -c /dev/console && echo console; stat -c %u $(tty); sleep 1")
        container.configuration.process?.terminal = true
        container.configuration.process?.user = User(uid: 1000, gid: 1000)
        container.configuration.process?.consoleSize = ConsoleSize(height: 33, width: 77)
        try container.write()
        let path = "\(container.path)/console.sock"
        let listener = try LocalSocket.listen(.stream, at: path)
        let created = try container.call(["create", "--bundle", container.path, "--console-socket", path, container.id])
        try #require(created.status == 0, "\(created.errors)")
        let connection = try LocalSocket.accept(listener)
        var message = try connection.receive(upTo: 4096)
        guard let master = message.descriptors.take() else {
            Issue.record("no terminal came")
            return
        }
        #expect(try Terminal.size(of: master.number) == WindowSize(rows: 33, columns: 77))
        #expect(try container.call(["start", container.id]).status == 0)
        var text = ""
        for _ in 0..<20 where !text.contains("1000") || text.utf8.last != 10 {
            text += String(decoding: try master.read(upTo: 4096), as: UTF8.self)
        }
        #expect(
            text.filter { $0 != "\r" } == "/dev/pts/0\nconsole\n1000\n" || text == "/dev/pts/0\r\nconsole\r\n1000\r\n")
    }

    @Test func `namespaces of another container are joined`() throws {
        let first = try TestContainer("sleep 100")
        try first.write()
        let pidFile = "\(first.path)/pid"
        #expect(
            try first.call(["run", "--detach", "--bundle", first.path, "--pid-file", pidFile, first.id]).status == 0)
        let pid = String(decoding: try readFile(pidFile), as: UTF8.self)
        var second = try TestContainer(
            "readlink /proc/self/ns/net; readlink /proc/self/ns/ipc; ls /proc | grep -c '^1$'; echo $$")
        second.configuration.hostname = nil
        second.configuration.linux?.namespaces = [
            LinuxNamespace(type: "mount"), LinuxNamespace(type: "network", path: "/proc/\(pid)/ns/net"),
            LinuxNamespace(type: "ipc", path: "/proc/\(pid)/ns/ipc"),
            LinuxNamespace(type: "pid", path: "/proc/\(pid)/ns/pid"), LinuxNamespace(type: "uts"),
        ]
        let outcome = try second.run()
        let net = try readSymlink("/proc/\(pid)/ns/net").display
        let ipc = try readSymlink("/proc/\(pid)/ns/ipc").display
        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(lines.prefix(3) == [net, ipc, "1"], "\(outcome.output) \(outcome.errors)")
        #expect(lines.last != "1")
    }

    @Test func `a user namespace of another container is joined and executed into`() throws {
        var first = try TestContainer("sleep 100")
        first.configuration.linux?.namespaces?.append(LinuxNamespace(type: "user"))
        first.configuration.linux?.uidMappings = [LinuxIDMapping(containerID: 0, hostID: 100_000, size: 65536)]
        first.configuration.linux?.gidMappings = [LinuxIDMapping(containerID: 0, hostID: 100_000, size: 65536)]
        try setPermissions(first.path, 0o755)
        try first.write()
        let pidFile = "\(first.path)/pid"
        let started = try first.call(["run", "--detach", "--bundle", first.path, "--pid-file", pidFile, first.id])
        #expect(started.status == 0, "\(started.errors)")
        let executed = try first.call(["exec", first.id, "sh", "-c", "id -u; cat /proc/self/uid_map"])
        #expect(executed.output == "0\n         0     100000      65536\n", "\(executed.errors)")
        let pid = String(decoding: try readFile(pidFile), as: UTF8.self)
        var second = try TestContainer("id -u; cat /proc/self/uid_map; readlink /proc/self/ns/net")
        try setPermissions(second.path, 0o755)
        second.configuration.hostname = nil
        second.configuration.linux?.namespaces = [
            LinuxNamespace(type: "mount"), LinuxNamespace(type: "user", path: "/proc/\(pid)/ns/user"),
            LinuxNamespace(type: "network", path: "/proc/\(pid)/ns/net"), LinuxNamespace(type: "pid"),
        ]
        let outcome = try second.run()
        let net = try readSymlink("/proc/\(pid)/ns/net").display
        #expect(outcome.output == "0\n         0     100000      65536\n\(net)\n", "\(outcome.errors)")
    }
}
