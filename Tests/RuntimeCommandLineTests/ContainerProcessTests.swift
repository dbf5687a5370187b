import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct ContainerProcessTests {
    @Test func `the exit status of the program is that of the runtime`() throws {
        #expect(try TestContainer("exit 7").run().status == 7)
    }

    @Test func `the program sees its arguments, environment, host name and directory`() throws {
        var container = try TestContainer("echo $A; hostname; pwd; echo $HOME; echo $$")
        container.configuration.process?.cwd = "/tmp/made"
        let outcome = try container.run()
        #expect(outcome.output == "b c\ninside\n/tmp/made\n/root\n1\n", "\(outcome.errors)")
    }

    @Test func `user, groups and umask are those of the configuration`() throws {
        var container = try TestContainer("id -u; id -g; id -G; umask; echo $HOME")
        container.configuration.process?.user = User(uid: 1000, gid: 1001, umask: 0o027, additionalGids: [5, 7])
        let outcome = try container.run()
        #expect(outcome.output == "1000\n1001\n1001 5 7\n0027\n/home/u\n", "\(outcome.errors)")
    }

    @Test func `capability sets are exactly those given`() throws {
        let outcome = try TestContainer("grep Cap /proc/self/status; grep NoNew /proc/self/status").run()
        #expect(
            outcome.output == """
                CapInh:\t0000000000000000
                CapPrm:\t0000000000000021
                CapEff:\t0000000000000021
                CapBnd:\t0000000000000021
                CapAmb:\t0000000000000000
                NoNewPrivs:\t1

                """, "\(outcome.errors)")
    }

    @Test func `ambient capabilities reach a program of another user`() throws {
        var container = try TestContainer("grep -E 'CapEff|CapAmb' /proc/self/status")
        container.configuration.process?.user = User(uid: 1000, gid: 1000)
        let sets = ["CAP_NET_BIND_SERVICE"]
        container.configuration.process?.capabilities = LinuxCapabilities(
            bounding: sets, effective: sets, inheritable: sets, permitted: sets, ambient: sets)
        #expect(try container.run().output == "CapEff:\t0000000000000400\nCapAmb:\t0000000000000400\n")
    }

    @Test func `limits and the score for the out-of-memory killer are set`() throws {
        var container = try TestContainer("ulimit -n; ulimit -Hn; cat /proc/self/oom_score_adj")
        container.configuration.process?.rlimits = [POSIXRlimit(type: "RLIMIT_NOFILE", hard: 200, soft: 100)]
        container.configuration.process?.oomScoreAdj = 123
        #expect(try container.run().output == "100\n200\n123\n")
    }

    @Test func `a program that is not there is 127 and named, one that cannot run is 126`() throws {
        var missing = try TestContainer("")
        missing.configuration.process?.args = ["no-such-program"]
        let first = try missing.run()
        #expect(first.errors.contains("no-such-program"))
        #expect(first.errors.contains("executable file"))
        if RuntimeUnderTest.isOurs { #expect(first.status == 127) }
        var directory = try TestContainer("")
        directory.configuration.process?.args = ["/tmp"]
        let second = try directory.run()
        #expect(second.errors.lowercased().contains("permission denied") || !RuntimeUnderTest.isOurs)
        if RuntimeUnderTest.isOurs { #expect(second.status == 126) }
    }

    @Test func `no descriptor of the runtime is open in the program`() throws {
        let outcome = try TestContainer("ls /proc/self/fd").run()
        // 3 is the listing itself
        #expect(outcome.output == "0\n1\n2\n3\n")
    }

    @Test func `signals have their default actions and none is blocked`() throws {
        var container = try TestContainer("")
        container.configuration.process?.args = ["grep", "-E", "SigBlk|SigIgn", "/proc/self/status"]
        let outcome = try container.run()
        #expect(outcome.output == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n")
    }

    @Test func `a filter of system calls is loaded with and without new privileges`() throws {
        for noNewPrivileges in [true, false] {
            var container = try TestContainer("grep -E '^Seccomp:' /proc/self/status; mkdir /tmp/x; echo $?")
            container.configuration.process?.noNewPrivileges = noNewPrivileges
            container.configuration.linux?.seccomp = LinuxSeccomp(
                defaultAction: "SCMP_ACT_ALLOW",
                syscalls: [LinuxSyscall(names: ["mkdir", "mkdirat"], action: "SCMP_ACT_ERRNO", errnoRet: 1)])
            let outcome = try container.run()
            #expect(outcome.output == "Seccomp:\t2\n1\n", "\(outcome.errors)")
        }
    }

    @Test func `kernel parameters of the container's namespaces are set and others are refused`() throws {
        var container = try TestContainer("cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/shmmni")
        container.configuration.linux?.sysctl = ["net.ipv4.ip_forward": "1", "kernel.shmmni": "77"]
        #expect(try container.run().output == "1\n77\n")
        var bad = try TestContainer("true")
        bad.configuration.linux?.sysctl = ["vm.swappiness": "1"]
        let outcome = try bad.run()
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("vm.swappiness"))
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `a field that is not supported is named before anything is made`()
        throws
    {
        var container = try TestContainer("true")
        container.configuration.process?.commandLine = "cmd.exe"
        let outcome = try container.run()
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("process.commandLine"))
        #expect(try names(in: "\(container.path)/state").isEmpty)
    }

    @Test func `a directory that leads out of the container is refused`() throws {
        for number in 3...12 {
            var container = try TestContainer("echo reached; pwd")
            container.configuration.process?.cwd = "/proc/self/fd/\(number)"
            let outcome = try container.run()
            #expect(!outcome.output.contains("reached"), "\(outcome.output)")
        }
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `the runtime's own file cannot be written from inside`() throws {
        // The program is the runtime again, through the link that leads to it: its mount is read-only.
        let container = try TestContainer("true")
        try replaceFile("\(container.rootfs)/bin/evil", with: Array("#!/proc/self/exe --version\n".utf8), mode: 0o755)
        var copy = container.configuration
        copy.process?.args = ["/bin/evil"]
        try replaceFile("\(container.path)/config.json", with: try JSON.encode(copy))
        let before = try status(of: RuntimeUnderTest.path!)
        _ = try container.call(["run", "--bundle", container.path, container.id])
        let after = try status(of: RuntimeUnderTest.path!)
        #expect(before.modified == after.modified)
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `scheduler, priority and personality are applied`() throws {
        var container = try TestContainer("cat /proc/self/personality; cut -d' ' -f19,41 /proc/self/stat")
        container.configuration.process?.scheduler = Scheduler(policy: "SCHED_BATCH", nice: 5)
        container.configuration.process?.ioPriority = LinuxIOPriority(class: "IOPRIO_CLASS_BE", priority: 6)
        container.configuration.linux?.personality = LinuxPersonality(domain: "LINUX32")
        let outcome = try container.run()
        #expect(outcome.output == "00000008\n5 3\n", "\(outcome.errors)")
    }

    @Test func `a time namespace moves the clocks`() throws {
        var container = try TestContainer("cat /proc/uptime")
        container.configuration.linux?.namespaces?.append(LinuxNamespace(type: "time"))
        container.configuration.linux?.timeOffsets = ["boottime": LinuxTimeOffset(secs: 1_000_000, nanosecs: 0)]
        let outcome = try container.run()
        let seconds = Double(outcome.output.split(separator: " ").first ?? "") ?? 0
        #expect(seconds > 1_000_000, "\(outcome.output) \(outcome.errors)")
    }
}
