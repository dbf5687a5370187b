import Linux
import OCISpecification
import TestSupport
import Testing

/// What lies in an image to mislead the runtime.
@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct HostileImageTests {
    private func run(_ container: borrowing TestContainer, prefix: String = "") throws -> CommandResult {
        try container.write()
        return try runCommand(
            "/bin/sh",
            [
                "-c", "\(prefix) exec \"$0\" --root \"$1/state\" run --bundle \"$1\" \"$2\"", RuntimeUnderTest.path!, container.path,
                container.id,
            ], environment: RuntimeUnderTest.environment, seconds: 20)
    }

    @Test func `a list of users that is a pipe does not stop the runtime`() throws {
        var container = try TestContainer("echo $HOME")
        container.configuration.process?.env = ["PATH=/bin"]
        try removeFile("\(container.rootfs)/etc/passwd")
        _ = try runCommand("/usr/bin/mkfifo", ["\(container.rootfs)/etc/passwd"], environment: [])
        let outcome = try run(container)
        #expect(outcome.code != 124, "it waited for the pipe")
    }

    @Test func `a list of users without an end does not fill the memory`() throws {
        var container = try TestContainer("echo home is $HOME")
        container.configuration.process?.env = ["PATH=/bin"]
        _ = try runCommand("/usr/bin/truncate", ["--size", "8G", "\(container.rootfs)/etc/passwd"], environment: [])
        let outcome = try run(container, prefix: RuntimeUnderTest.isOurs ? "ulimit -v 400000;" : "")
        #expect(outcome.text == "home is /", "\(outcome.report)")
    }

    @Test(arguments: ["null", "zero", "full", "random", "urandom", "tty"])
    func `a symlink in place of a device is not taken for it`(name: String) throws {
        var container = try TestContainer("stat -c %F /dev/\(name)")
        container.configuration.mounts?.removeAll { $0.destination.hasPrefix("/dev") }
        try replaceFile("\(container.rootfs)/target", with: Array("secret\n".utf8))
        try makeSymlink("\(container.rootfs)/dev/\(name)", to: "/target")
        let outcome = try run(container)
        #expect(outcome.code != 0 || outcome.text == "character special file", "\(outcome.report)")
        #expect(try String(decoding: readFile("\(container.rootfs)/target"), as: UTF8.self) == "secret\n")
        #expect(try status(of: "\(container.rootfs)/target", followingLinks: false).kind == .file)
    }

    @Test func `a file that is masked is masked though its name in the image is a symlink, and the machine's is not`() throws {
        var container = try TestContainer("cat /link/secret /real/secret; echo read")
        try makeDirectories("\(container.rootfs)/real")
        try replaceFile("\(container.rootfs)/real/secret", with: Array("secret\n".utf8))
        try makeSymlink("\(container.rootfs)/link", to: "/real")
        container.configuration.linux?.maskedPaths = ["/link/secret"]
        let outcome = try run(container)
        #expect(outcome.output == "read\n", "\(outcome.report)")
    }

    @Test func `no mount that fails is passed over`() throws {
        let outside = Mount(destination: "/etc/passwd", type: "bind", source: "/usr", options: ["bind"])
        for mount in [
            Mount(destination: "/m", type: "tmpfs", source: "tmpfs", options: ["size=wrong"]),
            Mount(destination: "/m", type: "nosuchfs", source: "none"),
            Mount(destination: "/etc/passwd", type: "tmpfs", source: "tmpfs"),
            Mount(destination: "/bin/busybox/below", type: "tmpfs", source: "tmpfs"), outside,
        ] {
            var container = try TestContainer("echo reached")
            container.configuration.mounts?.append(mount)
            let outcome = try run(container)
            #expect(outcome.code != 0 && outcome.output == "", "\(mount): \(outcome.report)")
            if RuntimeUnderTest.isOurs { #expect(contains(outcome.errors, mount.destination), "\(outcome.errors)") }
        }
    }

    @Test func `programs of the container do not run on the machine`() throws {
        var container = try TestContainer("true")
        let marker = "\(container.path)/ran"
        let names = ["newuidmap", "newgidmap", "ps", "criu", "nsenter", "mount", "ip", "nft", "getent", "true", "systemd-run"]
        for name in names {
            let place = "\(container.rootfs)/bin/\(name)"
            if try exists(place) { try removeFile(place) }
            try replaceFile(place, with: Array("#!/bin/sh\ntouch \(marker)\n".utf8), mode: 0o755)
        }
        container.configuration.process?.args = ["sleep", "100"]
        let root = container.rootfs
        container.configuration.process?.env = ["PATH=\(root)/bin:/bin", "LD_PRELOAD=\(root)/lib.so"]
        container.configuration.hooks = Hooks(createRuntime: [Hook(path: "/bin/sh", args: ["sh", "-c", "true; exec true"])])
        try container.write()
        let commands = [["run", "--detach", "--bundle", container.path], ["ps"], ["exec"], ["kill"], ["delete", "--force"]]
        for command in commands {
            let rest = command[0] == "exec" ? ["sleep", "0"] : command[0] == "kill" ? ["KILL"] : []
            let words = ["--root", "\(container.path)/state"] + command + [container.id] + rest
            // from where its programs are the nearest
            let outcome = try runCommand(
                "/bin/sh", ["-c", "cd '\(container.rootfs)/bin' && exec \"$0\" \"$@\"", RuntimeUnderTest.path!] + words,
                environment: RuntimeUnderTest.environment, seconds: 30)
            #expect(outcome.code == 0, "\(outcome.report)")
        }
        #expect(try !exists(marker))
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `the runtime loads no libraries, so none of a container's`() throws {
        let file = try open(RuntimeUnderTest.path!)
        let bytes = try file.read(upTo: 4096)
        let (start, count) = (64, Int(bytes[56]) | Int(bytes[57]) << 8)
        #expect(bytes[32] == 64 && count > 2)
        // PT_INTERP is 3
        for index in 0..<count { #expect(bytes[start + index * 56] != 3) }
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs && environmentVariable("APUS_WITHOUT_SAFEGUARDS") == nil))
    func `the program knows no way to go without what keeps containers inside`() throws {
        let found = try runCommand("/bin/grep", ["-c", "APUS_WITHOUT_SAFEGUARDS", RuntimeUnderTest.path!], environment: [])
        #expect(found.text == "0", "this executable was built with -D APUS_WEAKENED")
    }

    @Test(arguments: ["text", "json"]) func `a name of a program forges no line of the log, nor commands the terminal`(format: String)
        throws
    {
        var container = try TestContainer("")
        container.configuration.process?.args = ["/no\nlevel=error msg=\"forged\"\u{1b}[2J"]
        try container.write()
        let log = "\(container.path)/log"
        let outcome = try container.call(
            ["--log", log, "--log-format", format, "run", "--bundle", container.path, container.id])
        #expect(outcome.status != 0)
        let text = String(decoding: try readFile(log), as: UTF8.self)
        #expect(text.filter { $0 == "\n" }.count == 1, "\(text)")
        for output in [text, outcome.errors] { #expect(!output.utf8.contains(0x1b), "\(output)") }
    }
}
