import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

/// What images and containers have tried on runtimes before, each by the number it became known under. `RUNTIME_UNDER_TEST` points the
/// same attacks at another runtime.
@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct AttackTests {
    /// CVE-2024-21626: a directory of the machine that the runtime has left open, as where a program begins.
    @Test func `no descriptor of the runtime is a way out for a program executed later`() throws {
        var container = try TestContainer("sleep 100")
        container.configuration.process?.args = ["sleep", "100"]
        for number in 3...9 { try makeSymlink("\(container.rootfs)/tmp/\(number)", to: "/proc/self/fd/\(number)") }
        try container.write()
        let started = try container.call(["run", "--detach", "--bundle", container.path, container.id])
        try #require(started.status == 0, "\(started.errors)")
        for number in 3...20 {
            let outcome = try container.call([
                "exec", "--cwd", "/proc/self/fd/\(number)", container.id, "sh", "-c", "echo reached; pwd; ls ..",
            ])
            #expect(!outcome.output.contains("reached"), "\(number): \(outcome.output)")
        }
        for number in 3...9 {
            let outcome = try container.call(["exec", "--cwd", "/tmp/\(number)", container.id, "echo", "reached"])
            #expect(!outcome.output.contains("reached"), "\(number): \(outcome.output)")
        }
        let open = try container.call(["exec", container.id, "sh", "-c", "ls /proc/self/fd | wc -l"])
        // the three streams, and that of ls itself
        #expect(open.output == "4\n", "\(open.errors)")
    }

    /// CVE-2025-31133: paths are masked by the null device of the container, which the image has made a symlink to something else.
    @Test func `a symlink in place of the null device does not unmask, nor show what it points to`() throws {
        var container = try TestContainer("echo written > /etc/masked")
        container.configuration.mounts?.removeAll { $0.destination.hasPrefix("/dev") }
        container.configuration.linux?.maskedPaths = ["/etc/masked"]
        try replaceFile("\(container.rootfs)/etc/masked", with: Array("hidden\n".utf8))
        try replaceFile("\(container.rootfs)/target", with: Array("secret\n".utf8))
        try makeSymlink("\(container.rootfs)/dev/null", to: "/target")
        _ = try container.run()
        #expect(try String(decoding: readFile("\(container.rootfs)/target"), as: UTF8.self) == "secret\n")
        #expect(try String(decoding: readFile("\(container.rootfs)/etc/masked"), as: UTF8.self) == "hidden\n")
    }

    /// CVE-2025-52565: the terminal is mounted on what the image has made `/dev/console` point to.
    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `a symlink in place of the console is refused`() throws {
        for target in ["/proc/sysrq-trigger", "/etc/passwd", "/nowhere"] {
            var container = try TestContainer("echo reached")
            container.configuration.mounts?.removeAll { $0.destination.hasPrefix("/dev") }
            container.configuration.process?.terminal = true
            try makeSymlink("\(container.rootfs)/dev/console", to: target)
            try container.write()
            let socket = try LocalSocket.listen(.stream, at: "\(container.path)/console.sock")
            let outcome = try container.call(
                ["create", "--console-socket", "\(container.path)/console.sock", "--bundle", container.path, container.id])
            #expect(outcome.status != 0 && outcome.errors.contains("/dev/console"), "\(outcome.errors)")
            #expect(try !exists("\(container.rootfs)/nowhere"))
            _ = consume socket
        }
    }

    /// CVE-2019-16884, CVE-2025-52881: what the runtime writes to files of procfs goes elsewhere, since something is mounted there.
    @Test func `nothing is bound into the procfs of the container, by whatever way`() throws {
        for (destination, link) in [
            ("/proc/self/attr", nil), ("/proc/sys/kernel", nil), ("/proc/1/fd", nil), ("/way", "/proc/self/attr"),
            ("/way/kernel", "/proc/sys"),
        ] as [(String, String?)] {
            var container = try TestContainer("echo reached")
            if let link { try makeSymlink("\(container.rootfs)/way", to: link) }
            let source = "\(container.path)/volume"
            try makeDirectories(source)
            container.configuration.mounts?.append(Mount(destination: destination, type: "bind", source: source, options: ["bind"]))
            let outcome = try container.run()
            #expect(outcome.output == "", "\(destination): \(outcome.output)")
        }
    }

    /// CVE-2019-19921, CVE-2023-28642: what is to be a directory of the kernel's is a symlink of the image.
    @Test func `neither sys nor dev may be a symlink of the image`() throws {
        for name in ["sys", "dev"] {
            let container = try TestContainer("echo reached")
            try removeDirectory("\(container.rootfs)/\(name)")
            try makeSymlink("\(container.rootfs)/\(name)", to: "tmp")
            let outcome = try container.run()
            #expect(outcome.status != 0 && outcome.output == "", "\(name): \(outcome.output)")
        }
    }

    /// CVE-2019-5736: the container keeps the file that runs when it has the runtime execute itself, and writes it later.
    @Test func `the file of the runtime cannot be written through a process in the container`() throws {
        let container = try TestContainer(
            """
            while [ ! -e /stop ]; do
                for p in /proc/[0-9]*; do
                    (
                        case $(readlink /proc/self/fd/9) in */busybox) exit ;; esac
                        echo seen >> /seen
                        while [ ! -e /stop ]; do
                            echo owned > /proc/self/fd/9 && echo owned >> /seen && exit
                        done
                    ) 9< $p/exe
                done
            done 2> /nothing
            """)
        let runtime = "\(container.path)/runtime"
        try replaceFile(runtime, with: try readFile(RuntimeUnderTest.path!), mode: 0o755)
        try replaceFile("\(container.rootfs)/bin/evil", with: Array("#!/proc/self/exe --help\n".utf8), mode: 0o755)
        try container.write()
        let started = try container.call(["run", "--detach", "--bundle", container.path, container.id])
        try #require(started.status == 0, "\(started.errors)")
        let before = try readFile(runtime)
        for _ in 0..<40 {
            _ = try runCommand(
                runtime, ["--root", "\(container.path)/state", "exec", container.id, "/bin/evil"], environment: RuntimeUnderTest.environment
            )
        }
        // While it runs nobody can write it: the container has its time afterwards.
        pause(nanoseconds: 500_000_000)
        try replaceFile("\(container.rootfs)/stop", with: [])
        #expect(try readFile(runtime) == before)
        let seen = (try? readFile("\(container.rootfs)/seen")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(!contains(seen, "owned"))
        #expect(contains(seen, "seen"), "the attack never came to open the file")
    }

    /// To setresuid(2) the largest number means no change: a program that was to be nobody would be root.
    @Test func `the number of nobody is no way to stay root`() throws {
        for user in [User(uid: .max, gid: 0), User(uid: 0, gid: .max)] {
            var container = try TestContainer("id")
            container.configuration.process?.user = user
            let outcome = try container.run()
            #expect(outcome.status != 0 && outcome.output == "", "\(outcome.output)")
        }
        let container = try TestContainer("sleep 100")
        try container.write()
        let started = try container.call(["run", "--detach", "--bundle", container.path, container.id])
        try #require(started.status == 0, "\(started.errors)")
        for user in ["4294967295", "1:4294967295", "4294967296", "-1"] {
            let outcome = try container.call(["exec", "--user", user, container.id, "id"])
            #expect(outcome.status != 0 && outcome.output == "", "\(user): \(outcome.output)")
        }
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `a pipe in place of a namespace is an error and no hang`() throws {
        var container = try TestContainer("echo reached")
        let path = container.path
        _ = try runCommand("/usr/bin/mkfifo", ["\(path)/fifo"], environment: [])
        container.configuration.linux?.namespaces = [
            LinuxNamespace(type: "mount"), LinuxNamespace(type: "network", path: "\(path)/fifo"),
        ]
        try container.write()
        let outcome = try runCommand(
            RuntimeUnderTest.path!, ["--root", "\(path)/state", "run", "--bundle", path, container.id], environment: [], seconds: 20)
        #expect(outcome.code != 0 && outcome.code != 124 && outcome.output == "", "\(outcome.report)")
    }
}
