internal import CommandLineGrammar
internal import ContainerRuntime
internal import Linux

/// The options before the verb.
struct RuntimeOptions: Sendable {
    var root = ""
    var log: String?
    var logFormat = "text"
    var logLevel = "warning"
    var systemdCgroup = false
    var cgroupManager = "cgroupfs"
    var rootless: Bool?
    var showsVersion = false

    static func rows() -> [OptionRow<RuntimeOptions>] {
        [
            .string("root", "DIR", "Directory of the state of containers", completes: .directories) { $0.root = $1 },
            .string("log", "FILE", "Write errors to this file, too", completes: .files) { $0.log = $1 },
            .value(
                "log-format", "FORMAT", "Format of that file: text or json", default: "text",
                completes: .values(["text", "json"])
            ) { (options, text) throws(UsageError) in
                guard RuntimeLog.Format(rawValue: text) != nil else {
                    throw UsageError.invalidValue("it has to be text or json")
                }
                options.logFormat = text
            },
            .flag("debug", "Tell what is being done, too") { $0.logLevel = $1 ? "debug" : $0.logLevel },
            .value(
                "log-level", "LEVEL", "What to tell: error, warning or debug", default: "warning",
                completes: .values(["error", "warning", "debug"])
            ) { (options, text) throws(UsageError) in
                switch text {
                case "error", "warning", "debug": options.logLevel = text
                case "info": options.logLevel = "warning"
                default: throw UsageError.invalidValue("it has to be error, warning or debug")
                }
            },
            .flag("systemd-cgroup", "Let systemd make the control group, as a scope") { $0.systemdCgroup = $1 },
            .value(
                "cgroup-manager", "MANAGER", "Who makes control groups: cgroupfs, systemd or disabled", default: "cgroupfs",
                completes: .values(["cgroupfs", "systemd", "disabled"])
            ) { (options, text) throws(UsageError) in
                switch text {
                case "cgroupfs", "disabled", "systemd": options.cgroupManager = text
                default: throw UsageError.invalidValue("it has to be cgroupfs, systemd or disabled")
                }
            },
            .optional(
                "rootless", "MODE", bare: "true", "Whether to do without rights over the machine: true, false or auto",
                default: "auto"
            ) { (options, text) throws(UsageError) in
                switch text {
                case "auto": options.rootless = nil
                default: options.rootless = try OptionValue.boolean(text)
                }
            },
            .flag("version", short: "v", "Print the version") { $0.showsVersion = $1 },
        ]
    }

    var stateRoot: String {
        root.isEmpty ? usualRoot : root
    }

    /// Where compiled filters of system calls are kept, for containers of all roots.
    var filterCache: String { "\(usualRoot).filters" }

    private var usualRoot: String {
        if let directory = environmentVariable("XDG_RUNTIME_DIR"), !directory.isEmpty, isRootless {
            return "\(directory)/apus-runtime"
        }
        return "/run/apus-runtime"
    }

    /// Whether we have no rights over the machine, were it as root of a user namespace, as under a user's podman.
    var isRootless: Bool {
        if let rootless { return rootless }
        if Credentials.effectiveUser != 0 { return true }
        // In the first user namespace the map is one row of all numbers (user_namespaces(7)).
        guard let map = try? open("/proc/self/uid_map").read(upTo: 256) else { return false }
        let words = map.split { $0 == 32 || $0 == 10 }
        return words.count != 3 || !words[2].elementsEqual("4294967295".utf8)
    }

    var errorLog: RuntimeLog { RuntimeLog(path: log, format: RuntimeLog.Format(rawValue: logFormat) ?? .text) }

    func directory(_ id: String) throws(RuntimeError) -> RuntimeDirectory {
        try RuntimeDirectory(root: stateRoot, id: id)
    }

    /// Who makes the control group that `linux.cgroupsPath` names.
    func manager(
        path: String?, container: String, annotations: [String: String] = [:]
    ) throws(RuntimeError) -> CgroupRequest.Manager {
        if systemdCgroup || cgroupManager == "systemd" {
            return try CgroupRequest.scope(path ?? "", container: container, isUsers: isRootless, annotations: annotations)
        }
        return cgroupManager == "disabled" ? .disabled : .cgroupfs
    }
}

/// Runs a verb and turns its failure into words and an exit status.
func reporting(_ options: RuntimeOptions, ownFailure: Int32 = 1, _ body: () throws(RuntimeError) -> Int32) -> Int32 {
    if options.logLevel == "debug" { options.errorLog.tell("debug", CommandLine.arguments.joined(separator: " ")) }
    defer {
        let warnings = RuntimeWarnings.take()
        if options.logLevel != "error" { for text in warnings { options.errorLog.tell("warning", text) } }
    }
    do throws(RuntimeError) { return try body() } catch {
        options.errorLog.report(error)
        return error.exitStatus == 1 ? ownFailure : error.exitStatus
    }
}
