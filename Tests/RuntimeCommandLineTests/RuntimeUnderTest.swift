import JSONText
import Linux
import OCISpecification
import TestSupport

/// The runtime that the tests drive: ours as it was built beside the tests, or the one that `RUNTIME_UNDER_TEST` names:
/// the same tests prove themselves on crun or runc.
enum RuntimeUnderTest {
    static let path: String? = {
        if let other = environmentVariable("RUNTIME_UNDER_TEST") { return other }
        if let programs = environmentVariable("APUS_TESTED") {
            return programs.hasPrefix("/") ? "\(programs)/apus-runtime" : "\((try? currentDirectoryPath()) ?? "")/\(programs)/apus-runtime"
        }
        guard let own = try? readSymlink("/proc/self/exe").display else { return nil }
        // the test process is either the bundle itself or the toolchain's helper with the bundle as argument
        for start in [own] + CommandLine.arguments {
            guard let slash = start.range(of: "/debug/") ?? start.range(of: "/release/") else { continue }
            let built = start[..<slash.upperBound] + "apus-runtime"
            if (try? exists(String(built))) == true { return String(built) }
        }
        return nil
    }()

    /// What the runtime is called with: its path, and what an executable that is weakened on purpose is to go without.
    static let environment: [String] =
        ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
        + (environmentVariable("APUS_WITHOUT_SAFEGUARDS").map { ["APUS_WITHOUT_SAFEGUARDS=\($0)"] } ?? [])

    static var isOurs: Bool { environmentVariable("RUNTIME_UNDER_TEST") == nil }

    /// Containers take rights over the machine, and busybox for something to run.
    static var canRun: Bool {
        path != nil && Credentials.effectiveUser == 0 && (try? exists("/bin/busybox")) == true
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}

struct Outcome {
    let status: Int32
    let output: String
    let errors: String
}

/// A bundle with busybox as its root, and the state directory of a runtime of its own.
struct TestContainer: ~Copyable {
    private let directory: TemporaryDirectory
    let id: String
    var configuration: RuntimeConfiguration

    init(_ script: String, id: String = "c") throws {
        let directory = try TemporaryDirectory("runtime")
        let rootfs = "\(directory.path)/rootfs"
        for name in ["bin", "proc", "sys", "dev", "tmp", "etc", "root"] { try makeDirectories("\(rootfs)/\(name)") }
        try replaceFile("\(rootfs)/bin/busybox", with: try readFile("/bin/busybox"), mode: 0o755)
        for tool in Self.tools { try makeSymlink("\(rootfs)/bin/\(tool)", to: "busybox") }
        try replaceFile(
            "\(rootfs)/etc/passwd", with: Array("root:x:0:0::/root:/bin/sh\nuser:x:1000:1000::/home/u:\n".utf8))
        configuration = Self.configuration(["sh", "-c", script])
        self.id = "\(id)-\(UInt32.random(in: 0...UInt32.max))"
        self.directory = directory
    }

    var rootfs: String { "\(directory.path)/rootfs" }
    var path: String { directory.path }

    func write() throws {
        try replaceFile("\(directory.path)/config.json", with: try JSON.encode(configuration))
    }

    /// Runs the whole container.
    func run(_ options: [String] = []) throws -> Outcome {
        try write()
        return try call(["run", "--bundle", directory.path] + options + [id])
    }

    /// Calls the runtime with its own state directory.
    func call(_ arguments: [String], input: String = "/dev/null", variables: [String] = []) throws -> Outcome {
        try execute(
            RuntimeUnderTest.path!, ["runtime", "--root", "\(directory.path)/state"] + arguments, input: input, variables: variables)
    }

    /// Runs a program of the machine; its name is the first argument.
    func execute(
        _ program: String, _ arguments: [String], input: String = "/dev/null", variables: [String] = []
    ) throws -> Outcome {
        let (out, err) = ("\(directory.path)/out", "\(directory.path)/err")
        let output = try open(out, [.writeOnly, .create, .truncate])
        let errors = try open(err, [.writeOnly, .create, .truncate])
        let source = try open(input)
        let pid = try spawnProgram(
            program, arguments: arguments, environment: RuntimeUnderTest.environment + variables,
            places: [
                DescriptorPlace(from: source.number, to: 0), DescriptorPlace(from: output.number, to: 1),
                DescriptorPlace(from: errors.number, to: 2),
            ])
        let status = try waitForChild(.process(pid))!.end.code
        return Outcome(
            status: status, output: String(decoding: try readFile(out), as: UTF8.self),
            errors: String(decoding: try readFile(err), as: UTF8.self))
    }

    deinit {
        // A test that failed in between leaves no container behind.
        _ = try? call(["delete", "--force", id])
    }

    static let tools = [
        "sh", "ls", "cat", "id", "true", "sleep", "echo", "stat", "env", "hostname", "pwd", "grep", "touch", "mkdir",
        "readlink", "mount", "dd", "tty", "head", "ulimit", "printf", "test", "kill", "mknod", "date", "wc", "ln",
        "cut", "tr", "awk", "rm", "find", "ip", "taskset", "chmod", "nproc", "logger", "seq", "sort",
    ]

    static func configuration(_ arguments: [String]) -> RuntimeConfiguration {
        RuntimeConfiguration(
            ociVersion: "1.0.2",
            process: ProcessConfiguration(
                user: User(uid: 0, gid: 0), cwd: "/", env: ["PATH=/bin", "A=b c"], args: arguments,
                capabilities: LinuxCapabilities(
                    bounding: ["CAP_KILL", "CAP_CHOWN"], effective: ["CAP_KILL"], permitted: ["CAP_KILL", "CAP_CHOWN"]),
                noNewPrivileges: true),
            root: RootFileSystem(path: "rootfs"), hostname: "inside",
            mounts: [
                Mount(destination: "/proc", type: "proc", source: "proc"),
                Mount(
                    destination: "/dev", type: "tmpfs", source: "tmpfs",
                    options: ["nosuid", "strictatime", "mode=755", "size=65536k"]),
                Mount(
                    destination: "/dev/pts", type: "devpts", source: "devpts",
                    options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
                Mount(
                    destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", "ro"]),
            ],
            linux: LinuxConfiguration(
                namespaces: ["pid", "network", "ipc", "uts", "mount"].map { LinuxNamespace(type: $0) }))
    }
}
