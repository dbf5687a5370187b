internal import CommandLineGrammar
internal import ContainerEngine

extension OptionRow where Options == CreateOptions {
    /// How much of the machine it may use.
    static func resourceRows() -> [OptionRow] {
        [
            .bytes("memory", short: "m", "size", "The most memory, such as 512m or 2g") {
                $0.request.resources.memory = $1
            },
            .bytes("memory-reservation", "size", "Memory it keeps when the machine is short of it") {
                $0.request.resources.memoryReservation = $1
            },
            .value("memory-swap", "size", "The most memory and swap together; -1 for any amount of swap") {
                (options, text) throws(UsageError) in
                options.request.resources.memorySwap = text == "-1" ? -1 : try OptionValue.bytes(text)
            },
            .integer("memory-swappiness", "percent", "How readily its memory is swapped out (0 to 100)") {
                $0.request.resources.memorySwappiness = $1 < 0 ? nil : UInt64($1)
            },
            .bytes(
                "kernel-memory", "size", "The most kernel memory (cgroup v1)", deprecated: "the kernel has given it up"
            ) {
                $0.request.resources.kernelMemory = $1
            },
            .flag("oom-kill-disable", "Let it wait instead of being killed when its memory is used up (cgroup v1)") {
                $0.request.resources.outOfMemoryKillDisabled = $1
            },
            .value("cpus", "number", "How many processors' time it may use, such as 1.5") {
                (options, text) throws(UsageError) in
                let number = try OptionValue.double(text)
                guard number >= 0, number < 1_000_000 else {
                    throw .invalidValue("give a number of processors, such as 1.5")
                }
                options.request.resources.nanoCPUs = Int64((number * 1e9).rounded())
            },
            .unsigned("cpu-shares", short: "c", "weight", "Its weight against other containers (default 1024)") {
                $0.request.resources.cpuShares = $1
            },
            .unsigned("cpu-period", "microseconds", "The period over which the processor quota holds") {
                $0.request.resources.cpuPeriod = $1
            },
            .integer("cpu-quota", "microseconds", "Processor time it gets in each period") {
                $0.request.resources.cpuQuota = $1
            },
            .unsigned("cpu-rt-period", "microseconds", "The period of the real-time quota (cgroup v1)") {
                $0.request.resources.cpuRealtimePeriod = $1
            },
            .integer("cpu-rt-runtime", "microseconds", "Real-time processor time in each period (cgroup v1)") {
                $0.request.resources.cpuRealtimeRuntime = $1
            },
            .string("cpuset-cpus", "list", "Processors it may run on, such as 0-3,6") {
                $0.request.resources.cpusetCPUs = $1
            },
            .string("cpuset-mems", "list", "Memory nodes it may use") { $0.request.resources.cpusetMemory = $1 },
            .integer("pids-limit", "number", "The most processes and threads; 0 or -1 for no limit", default: "2048") {
                $0.request.resources.pidsLimit = $1
            },
            .value("blkio-weight", "weight", "Its weight for block devices (10 to 1000)") {
                (options, text) throws(UsageError) in
                let weight = try OptionValue.unsigned(text)
                guard weight == 0 || (10...1000).contains(weight) else {
                    throw .invalidValue("it is 10 to 1000, or 0 for none")
                }
                options.request.resources.blockWeight = weight == 0 ? nil : UInt16(weight)
            },
            .value("blkio-weight-device", "path:weight", "Its weight for one block device") {
                (options, text) throws(UsageError) in
                options.request.resources.blockWeightDevices.append(try deviceNumber(text, bytes: false))
            },
            .value("device-read-bps", "path:rate", "The most bytes read from a device in a second") {
                (options, text) throws(UsageError) in
                options.request.resources.readBytesPerSecond.append(try deviceNumber(text, bytes: true))
            },
            .value("device-write-bps", "path:rate", "The most bytes written to a device in a second") {
                (options, text) throws(UsageError) in
                options.request.resources.writeBytesPerSecond.append(try deviceNumber(text, bytes: true))
            },
            .value("device-read-iops", "path:rate", "The most reads from a device in a second") {
                (options, text) throws(UsageError) in
                options.request.resources.readOperationsPerSecond.append(try deviceNumber(text, bytes: false))
            },
            .value("device-write-iops", "path:rate", "The most writes to a device in a second") {
                (options, text) throws(UsageError) in
                options.request.resources.writeOperationsPerSecond.append(try deviceNumber(text, bytes: false))
            },
            .value("cgroup-conf", "key=value", "Write a file of the control group (cgroup v2)") {
                (options, text) throws(UsageError) in
                let pair = try keyValue(text)
                options.request.resources.unified[pair.key] = pair.value
            },
        ]
    }

    private static func deviceNumber(_ text: String, bytes: Bool) throws(UsageError) -> DeviceNumberRequest {
        guard let colon = text.lastIndex(of: ":"), text.hasPrefix("/") else {
            throw .invalidValue("give PATH:NUMBER, with the path of a block device")
        }
        let number = String(text[text.index(after: colon)...])
        return DeviceNumberRequest(
            path: String(text[..<colon]),
            value: bytes ? UInt64(max(0, try OptionValue.bytes(number))) : try OptionValue.unsigned(number))
    }
}
