internal import ControlGroups
internal import JSONText

/// The figures of a container in the form of runc's `events`.
enum StatisticsReport {
    static func value(_ statistics: ResourceStatistics, cpuSet: CPUSetStatistics?) -> JSONObject {
        [
            "cpu": statistics.cpu.map(cpu) ?? .object([:]),
            "cpuset": cpuSet.map(value) ?? .object([:]),
            "memory": statistics.memory.map(memory) ?? .object([:]),
            "pids": .object([
                "current": .unsigned(statistics.processes?.current ?? 0), "limit": limit(statistics.processes?.limit ?? 0, 0),
            ]),
            "blkio": .object([
                "ioServiceBytesRecursive": .array(
                    statistics.blockDevices.flatMap { entries($0, $0.readBytes, $0.writtenBytes, $0.discardedBytes) }),
                "ioServicedRecursive": .array(
                    statistics.blockDevices.flatMap { entries($0, $0.reads, $0.writes, $0.discards) }),
            ]),
            "hugetlb": .object(
                JSONObject(
                    statistics.hugePages.map { pages in
                        (
                            pages.size,
                            .object([
                                "usage": .unsigned(pages.usage), "max": .unsigned(pages.peak ?? 0),
                                "failcnt": .unsigned(pages.failures),
                            ])
                        )
                    })),
            "intel_rdt": .object([:]),
            "network_interfaces": .null,
        ]
    }

    private static func cpu(_ cpu: ResourceStatistics.CPU) -> JSONValue {
        .object([
            "usage": .object([
                "total": .unsigned(cpu.total), "percpu": .array(cpu.perCPU.map { .unsigned($0) }),
                "kernel": .unsigned(cpu.kernel), "user": .unsigned(cpu.user),
            ]),
            "throttling": .object([
                "periods": .unsigned(cpu.periods), "throttledPeriods": .unsigned(cpu.throttledPeriods),
                "throttledTime": .unsigned(cpu.throttledTime),
            ]),
        ])
    }

    private static func value(_ set: CPUSetStatistics) -> JSONValue {
        var object: JSONObject = [
            "cpus": .array(set.cpus.map { .integer(Int64($0)) }), "mems": .array(set.nodes.map { .integer(Int64($0)) }),
        ]
        for setting in set.settings { object[setting.name] = .integer(setting.value) }
        return .object(object)
    }

    private static func memory(_ memory: ResourceStatistics.Memory) -> JSONValue {
        .object([
            "cache": .unsigned(memory.cache),
            "usage": entry(memory.usage, memory.limit, memory.peak, memory.failures),
            // Together with the memory in version 1, by itself in version 2: here always by itself.
            "swap": entry(memory.swapUsage ?? 0, memory.swapLimit ?? 0, nil, 0),
            "kernel": entry(memory.kernelUsage ?? 0, .max, nil, 0),
            "kernelTCP": entry(memory.kernelTCPUsage ?? 0, .max, nil, 0),
            "raw": .object(JSONObject(memory.details.map { ($0.name, .unsigned($0.value)) })),
        ])
    }

    private static func entry(_ usage: UInt64, _ most: UInt64, _ peak: UInt64?, _ failures: UInt64) -> JSONValue {
        .object([
            "limit": limit(most, .max), "usage": .unsigned(usage), "max": .unsigned(peak ?? 0),
            "failcnt": .unsigned(failures),
        ])
    }

    /// `none`: what stands for no limit.
    private static func limit(_ value: UInt64, _ none: UInt64) -> JSONValue { .unsigned(value == .max ? none : value) }

    private static func entries(
        _ device: ResourceStatistics.BlockDevice, _ read: UInt64, _ written: UInt64, _ discarded: UInt64
    ) -> [JSONValue] {
        [("Read", read), ("Write", written), ("Discard", discarded)].map { operation, value in
            .object([
                "major": .unsigned(device.major), "minor": .unsigned(device.minor), "op": JSONValue(operation),
                "value": .unsigned(value),
            ])
        }
    }
}
