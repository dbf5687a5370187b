internal import CommandLineGrammar
internal import ContainerRuntime
internal import OCISpecification

enum UpdateVerb {
    struct Options: Sendable {
        var file: String?
        var resources = LinuxResources()
        var cacheControl: LinuxIntelRdt?
    }

    private static func bytes(_ text: String) throws(UsageError) -> Int64 {
        text == "-1" ? -1 : try OptionValue.bytes(text)
    }

    /// 0 leaves it as it is.
    private static func weight(_ text: String) throws(UsageError) -> UInt16 {
        guard let weight = UInt16(text), weight == 0 || 10...1000 ~= weight else {
            throw UsageError.invalidValue("it has to be 10 to 1000")
        }
        return weight
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
                .parsed("blkio-weight", "WEIGHT", "Weight of the block devices' time, 10 to 1000", by: weight) {
                    $0.resources.blockIO = LinuxBlockIO(weight: $1)
                },
                .unsigned("cpu-share", "N", "Weight of the CPU time", aliases: ["cpu-shares"]) { $0.cpu.shares = $1 },
                .unsigned("cpu-burst", "MICROSECONDS", "CPU time that may be saved up beyond the quota") {
                    $0.cpu.burst = $1
                },
                .integer("cpu-idle", "0|1", "Whether it runs only when nothing else does") { $0.cpu.idle = $1 },
                .integer("cpu-rt-runtime", "MICROSECONDS", "Real-time CPU time in a period (version 1)") {
                    $0.cpu.realtimeRuntime = $1
                },
                .unsigned("cpu-rt-period", "MICROSECONDS", "Length of a period of real-time CPU time (version 1)") {
                    $0.cpu.realtimePeriod = $1
                },
                .integer("cpu-quota", "MICROSECONDS", "CPU time in a period") { $0.cpu.quota = $1 },
                .unsigned("cpu-period", "MICROSECONDS", "Length of a period") { $0.cpu.period = $1 },
                .string("cpuset-cpus", "LIST", "CPUs that may be used") { $0.cpu.cpus = $1 },
                .string("cpuset-mems", "LIST", "Memory nodes that may be used") { $0.cpu.mems = $1 },
                .parsed("memory", short: "m", "BYTES", "Limit of memory; -1 is none", by: bytes) { $0.memory.limit = $1 },
                .parsed("memory-reservation", "BYTES", "Soft limit of memory; -1 is none", by: bytes) {
                    $0.memory.reservation = $1
                },
                .parsed("memory-swap", "BYTES", "Limit of memory and swap; -1 is none", by: bytes) { $0.memory.swap = $1 },
                .parsed("kernel-memory", "BYTES", "Limit of kernel memory (version 1, kernels before 6)", by: bytes) {
                    $0.memory.kernel = $1
                },
                .parsed("kernel-memory-tcp", "BYTES", "Limit of TCP buffers (version 1)", by: bytes) {
                    $0.memory.kernelTCP = $1
                },
                .string("l3-cache-schema", "LINES", "Shares of the cache (resctrl)") { $0.cache.l3CacheSchema = $1 },
                .string("mem-bw-schema", "LINE", "Share of the memory's bandwidth (resctrl)") { $0.cache.memBwSchema = $1 },
                .integer("pids-limit", "N", "Limit of processes; -1 is none") {
                    $0.resources.pids = LinuxPids(limit: $1)
                },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                let directory = try call.globals.directory(call.operands[0])
                let record = try directory.read()
                let resources =
                    if let file = call.options.file {
                        try ConfigurationFile.readResources(file)
                    } else { call.options.resources }
                guard try LivingContainer(record) != nil else {
                    throw RuntimeError(
                        .wrongState, doing: "change the limits of container", subject: record.id,
                        cause: "container not running")
                }
                if resources != LinuxResources() { try RecordedGroups.update(record.cgroupPath, resources) }
                if let cache = call.options.cacheControl {
                    try directory.updateCacheControl(cache, of: directory.configuration())
                }
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
    fileprivate var cache: LinuxIntelRdt {
        get { cacheControl ?? LinuxIntelRdt() }
        set { cacheControl = newValue }
    }
    fileprivate var memory: LinuxMemory {
        get { resources.memory ?? LinuxMemory() }
        set { resources.memory = newValue }
    }
}
