import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct CommandTests {
    private func started(_ script: String = "sleep 100", id: String = "c") throws -> TestContainer {
        let container = try TestContainer(script, id: id)
        try container.write()
        let outcome = try container.call(["run", "--detach", "--bundle", container.path, container.id])
        try #require(outcome.status == 0, "\(outcome.errors)")
        return container
    }

    @Test func `ps lists the processes of the container as numbers`() throws {
        let container = try started()
        let numbers = try JSONValue(parsing: try container.call(["ps", "--format", "json", container.id]).output)
        let pid = try JSONValue(parsing: try container.call(["state", container.id]).output)["pid"]?.integerValue
        #expect(numbers.arrayValue?.map { $0.integerValue } == [pid])
    }

    @Test(.enabled(if: RuntimeUnderTest.path?.hasSuffix("crun") == false && (try? exists("/usr/bin/ps")) == true))
    func `ps shows the rows of the host's ps`() throws {
        let container = try started()
        let full = try container.call(["ps", container.id]).output.split(separator: "\n")
        #expect(full.count == 2 && full[0].contains("CMD") && full[1].contains("sleep 100"), "\(full)")
        let some = try container.call(["ps", container.id, "-eo", "pid,comm"]).output.split(separator: "\n")
        #expect(some.count == 2 && some[1].hasSuffix("sleep"), "\(some)")
        #expect(try container.call(["ps", container.id, "-eo", "comm"]).status != 0)
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `many containers are killed and deleted by one expression`() throws {
        let container = try started(id: "many-a")
        for name in ["many-b", "other"] {
            #expect(try container.call(["run", "--detach", "--bundle", container.path, name]).status == 0)
        }
        #expect(try container.call(["kill", "--regex", "^many-", "KILL"]).status == 0)
        #expect(try container.call(["delete", "--force", "--regex", "^many-"]).status == 0)
        #expect(try container.call(["list", "-q"]).output == "other\n")
        #expect(try container.call(["delete", "--regex", "("]).status == 1)
        #expect(try container.call(["delete", "--force", "other"]).status == 0)
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `a descriptor of the process goes through the socket`() throws {
        var container = try TestContainer("sleep 100")
        let (socket, other) = ("\(container.path)/pidfd.sock", "\(container.path)/other.sock")
        let listener = try LocalSocket.listen(.stream, at: socket)
        let second = try LocalSocket.listen(.stream, at: other)
        container.configuration.annotations = ["run.oci.pidfd_receiver": other]
        try container.write()
        let created = try container.call(["create", "--bundle", container.path, "--pidfd-socket", socket, container.id])
        try #require(created.status == 0, "\(created.errors)")
        #expect(try container.call(["start", container.id]).status == 0)
        for (listener, program) in [(listener.number, "container"), (second.number, "annotation")] {
            let borrowed = Descriptor(owning: listener)
            let connection = try LocalSocket.accept(borrowed)
            _ = borrowed.release()
            var message = try connection.receive(upTo: 64)
            let taken = message.descriptors.take()?.release()
            let handle = try #require(taken, "\(program)")
            let process = Descriptor(owning: handle)
            #expect(try readSymlink("/proc/self/fd/\(process.number)").display.contains("pidfd"))
            if program == "annotation" { try sendSignal(SignalNumber.kill, to: process) }
        }
        for _ in 0..<100 {
            if try container.call(["state", container.id]).output.contains("stopped") { break }
            pause(nanoseconds: 10_000_000)
        }
        #expect(try container.call(["state", container.id]).output.contains("stopped"))
    }

    @Test(.enabled(if: RuntimeUnderTest.path?.hasSuffix("runc") == false)) func `another file is read in place of config.json`() throws {
        let container = try TestContainer("echo other")
        try replaceFile("\(container.path)/other.json", with: try JSON.encode(container.configuration))
        let outcome = try container.call(["run", "--bundle", container.path, "--config", "\(container.path)/other.json", container.id])
        #expect(outcome.output == "other\n", "\(outcome.errors)")
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `programs executed later begin on the CPUs that are named`() throws {
        var container = try TestContainer("taskset -p 1; sleep 100")
        container.configuration.process?.execCPUAffinity = CPUAffinity(initial: "0-1", final: "1")
        try container.write()
        let script = "grep Cpus_allowed_list /proc/self/status | cut -f2"
        container.configuration.process?.args = ["sh", "-c", "\(script) > /first; sleep 100"]
        try container.write()
        #expect(try container.call(["run", "--detach", "--bundle", container.path, container.id]).status == 0)
        let outcome = try container.call(["exec", container.id, "sh", "-c", script])
        #expect(outcome.output == "1\n", "\(outcome.errors)")
        for _ in 0..<100 where try !exists("\(container.rootfs)/first") { pause(nanoseconds: 10_000_000) }
        // The container's own program is not of these.
        let own = String(decoding: try readFile("/proc/self/status"), as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix("Cpus_allowed_list") }?.split(separator: "\t").last
        #expect(String(decoding: try readFile("\(container.rootfs)/first"), as: UTF8.self) == "\(own ?? "")\n")
        var process = try #require(container.configuration.process)
        process.execCPUAffinity = CPUAffinity(initial: "0", final: nil)
        process.args = ["sh", "-c", script]
        try replaceFile("\(container.path)/process.json", with: try JSON.encode(process))
        #expect(try container.call(["exec", "--process", "\(container.path)/process.json", container.id]).output == "0\n")
        process.execCPUAffinity = CPUAffinity(initial: "x")
        try replaceFile("\(container.path)/process.json", with: try JSON.encode(process))
        let bad = try container.call(["exec", "--process", "\(container.path)/process.json", container.id])
        #expect(bad.status != 0 && bad.errors.contains("process.execCPUAffinity.initial"), "\(bad.errors)")
    }

    @Test func `an executed program is put into a group below the container's`() throws {
        let container = try started()
        let path =
            try container.call(["exec", container.id, "grep", ":pids:", "/proc/self/cgroup"]).output
            .split(separator: ":").last.map { $0.filter { $0 != "\n" } } ?? ""
        let below = "/sys/fs/cgroup/pids\(path)/part"
        guard (try? makeDirectory(below)) != nil else { return }
        defer { _ = try? removeDirectory(below) }
        let outcome = try container.call([
            "exec", "--cgroup", "pids:part", container.id, "grep", "-E", ":(pids|memory):", "/proc/self/cgroup",
        ])
        #expect(outcome.output.contains(":pids:\(path)/part\n"), "\(outcome.output) \(outcome.errors)")
        #expect(!outcome.output.contains(":memory:\(path)/part"))
        #expect(try container.call(["exec", "--cgroup", "../out", container.id, "true"]).status != 0)
        #expect(try container.call(["exec", "--cgroup", "nonsense:part", container.id, "true"]).status != 0)
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `a limit that is given twice and a capability that is none`() throws {
        var twice = try TestContainer("true")
        let limit = POSIXRlimit(type: "RLIMIT_NOFILE", hard: 100, soft: 100)
        twice.configuration.process?.rlimits = [limit, limit]
        #expect(try twice.run().errors.contains("process.rlimits"))
        var unknown = try TestContainer("echo ran")
        unknown.configuration.process?.capabilities?.bounding?.append("CAP_NONSENSE")
        let outcome = try unknown.run()
        #expect(outcome.output == "ran\n")
        #expect(outcome.errors.contains("warning") && outcome.errors.contains("CAP_NONSENSE"))
        #expect(try unknown.call(["--log-level", "error", "run", "--bundle", unknown.path, unknown.id]).errors == "")
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `features name what the other tests show`() throws {
        let container = try TestContainer("true")
        let features = try JSONValue(parsing: try container.call(["features"]).output)
        for option in ["rro", "idmap", "ridmap", "tmpcopyup", "nosymfollow", "rshared"] {
            #expect(features["mountOptions"]?.arrayValue?.contains(JSONValue(option)) == true, "\(option)")
        }
        let linux = try #require(features["linux"])
        #expect(linux["seccomp"]?["actions"]?.arrayValue?.contains("SCMP_ACT_NOTIFY") == true)
        #expect(linux["seccomp"]?["archs"]?.arrayValue?.contains("SCMP_ARCH_X86_64") == true)
        #expect(linux["seccomp"]?["supportedFlags"]?.arrayValue?.contains("SECCOMP_FILTER_FLAG_LOG") == true)
        #expect(linux["netDevices"]?["enabled"]?.boolValue == true)
        #expect(linux["memoryPolicy"]?["modes"]?.arrayValue?.count == 7)
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `a program that is ready tells the service manager, and no more than that`() throws {
        // syslog(3) sends a datagram with what it is told to the socket that /dev/log is.
        let script = """
            echo $NOTIFY_SOCKET; ln -s $NOTIFY_SOCKET /dev/log; sleep 0.3; logger -t x "$(printf 'a\nSTATUS=fine')"
            logger -t x "$(printf 'a\nMAINPID=1\nREADY=1\n')"; sleep 100
            """
        for detached in [true, false] {
            let container = try TestContainer(script)
            try container.write()
            let path = "\(container.path)/manager.sock"
            let manager = try LocalSocket.listen(.datagram, at: path)
            let variables = ["NOTIFY_SOCKET=\(path)"]
            let before = monotonicNanoseconds()
            if detached {
                let run = try container.call(["run", "--detach", "--bundle", container.path, container.id], variables: variables)
                #expect(run.status == 0, "\(run.errors)")
            } else {
                let created = try container.call(["create", "--bundle", container.path, container.id], variables: variables)
                #expect(created.status == 0, "\(created.errors)")
                #expect(try container.call(["start", container.id], variables: variables).status == 0)
            }
            // Who started it waits for it to be ready.
            #expect(monotonicNanoseconds() - before > 250_000_000)
            #expect(try manager.receive(upTo: 4096).bytes == Array("READY=1".utf8))
            #expect(try container.call(["exec", container.id, "ls", "/run/notify"]).output == "notify.sock\n")
        }
        // A manager that cannot be told ends nothing.
        let unheard = try TestContainer(script)
        try unheard.write()
        let nowhere = try unheard.call(
            ["run", "--detach", "--bundle", unheard.path, unheard.id], variables: ["NOTIFY_SOCKET=\(unheard.path)/nobody"])
        #expect(nowhere.status == 0 && contains(nowhere.errors, "NOTIFY_SOCKET"), "\(nowhere.errors)")
        #expect(contains(try unheard.call(["state", unheard.id]).output, "running"))
        // One that ends without a word holds nobody up.
        let silent = try TestContainer("exit 3")
        let path = "\(silent.path)/manager.sock"
        _ = try LocalSocket.listen(.datagram, at: path)
        try silent.write()
        let outcome = try silent.call(["run", "--bundle", silent.path, silent.id], variables: ["NOTIFY_SOCKET=\(path)"])
        #expect(outcome.status == 3, "\(outcome.errors)")
    }
}
