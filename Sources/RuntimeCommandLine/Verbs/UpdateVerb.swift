internal import CommandLineGrammar
internal import ContainerRuntime
internal import OCISpecification

enum UpdateVerb {
    struct Options: Sendable {
        var file: String?
        var resources = LinuxResources()
    }

    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER", description: "Changes the limits of a running container.",
            operands: .exactly(1),
            options: [
                .string(
                    "resources", short: "r", "FILE", "File with linux.resources as JSON; - is standard input",
                    completes: .files
                ) { $0.file = $1 },
                .unsigned("cpu-shares", "N", "Weight of the CPU time") { $0.cpu.shares = $1 },
                .integer("cpu-quota", "MICROSECONDS", "CPU time in a period") { $0.cpu.quota = $1 },
                .unsigned("cpu-period", "MICROSECONDS", "Length of a period") { $0.cpu.period = $1 },
                .string("cpuset-cpus", "LIST", "CPUs that may be used") { $0.cpu.cpus = $1 },
                .string("cpuset-mems", "LIST", "Memory nodes that may be used") { $0.cpu.mems = $1 },
                .bytes("memory", short: "m", "BYTES", "Limit of memory") { $0.memory.limit = $1 },
                .bytes("memory-reservation", "BYTES", "Soft limit of memory") { $0.memory.reservation = $1 },
                .value("memory-swap", "BYTES", "Limit of memory and swap; -1 is none") {
                    (options, text) throws(UsageError) in
                    options.memory.swap = text == "-1" ? -1 : try OptionValue.bytes(text)
                },
                .integer("pids-limit", "N", "Limit of processes; -1 is none") {
                    $0.resources.pids = LinuxPids(limit: $1)
                },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                let record = try call.globals.directory(call.operands[0]).read()
                let resources =
                    if let file = call.options.file {
                        try ConfigurationFile.readResources(file)
                    } else { call.options.resources }
                try RecordedGroups.update(record.cgroupPath, resources)
                return 0
            }
        }
    }
}

extension UpdateVerb.Options {
    fileprivate var cpu: LinuxCPU {
        get { resources.cpu ?? LinuxCPU() }
        set { resources.cpu = newValue }
    }
    fileprivate var memory: LinuxMemory {
        get { resources.memory ?? LinuxMemory() }
        set { resources.memory = newValue }
    }
}
