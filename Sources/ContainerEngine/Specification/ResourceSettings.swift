internal import Linux
internal import OCISpecification

/// The limits of a container as the runtime specification says them.
enum ResourceSettings {
    /// As podman: so many processes where the user says nothing.
    static let defaultPids: Int64 = 2048

    static func resources(_ request: ContainerRequest, host: HostFacts) throws(EngineError) -> LinuxResources {
        let asked = request.resources
        try check(asked)
        return LinuxResources(
            devices: try DeviceSettings.rules(request),
            memory: memory(asked),
            cpu: cpu(asked),
            pids: pids(asked, host),
            blockIO: try blockIO(asked),
            unified: asked.unified.isEmpty ? nil : asked.unified)
    }

    private static func check(_ asked: ResourceRequest) throws(EngineError) {
        if let memory = asked.memory, memory != 0, memory < 4 << 10 {
            throw EngineError(
                .invalid, "a memory limit of \(memory) bytes is less than one page can need: give 4k or more")
        }
        if let swap = asked.memorySwap, swap > 0 {
            guard let memory = asked.memory, memory > 0 else {
                throw EngineError(.invalid, "--memory-swap is memory and swap together: give --memory too")
            }
            guard swap >= memory else {
                throw EngineError(
                    .invalid, "the minimum of --memory-swap is the value of --memory: it is memory and swap together")
            }
        }
        if let memory = asked.memory, let reservation = asked.memoryReservation, memory > 0, reservation > memory {
            throw EngineError(
                .invalid, "--memory-reservation is larger than --memory: the minimum limit must be below it")
        }
        if asked.nanoCPUs != nil, asked.cpuPeriod != nil || asked.cpuQuota != nil {
            throw EngineError(
                .invalid, "--cpus cannot be set together with --cpu-period or --cpu-quota: it is both of them")
        }
        if let swappiness = asked.memorySwappiness, swappiness > 100 {
            throw EngineError(.invalid, "invalid value \(swappiness) for --memory-swappiness: valid is 0 to 100")
        }
    }

    private static func memory(_ asked: ResourceRequest) -> LinuxMemory? {
        let limit = asked.memory == 0 ? nil : asked.memory
        var swap = asked.memorySwap == 0 ? nil : asked.memorySwap
        // As docker and podman: with a limit and no word about swap, as much swap again.
        if let limit, swap == nil { swap = limit <= Int64.max / 2 ? limit * 2 : nil }
        if limit == nil && asked.memoryReservation == nil && asked.memorySwap == nil && asked.memorySwappiness == nil
            && asked.kernelMemory == nil && !asked.outOfMemoryKillDisabled
        {
            return nil
        }
        return LinuxMemory(
            limit: limit, reservation: asked.memoryReservation, swap: swap, kernel: asked.kernelMemory,
            swappiness: asked.memorySwappiness, disableOOMKiller: asked.outOfMemoryKillDisabled ? true : nil)
    }

    private static func cpu(_ asked: ResourceRequest) -> LinuxCPU? {
        var period = asked.cpuPeriod
        var quota = asked.cpuQuota
        if let nano = asked.nanoCPUs, nano > 0 {
            period = 100_000
            quota = nano / 10_000
        }
        if period == nil && quota == nil && asked.cpuShares == nil && asked.cpusetCPUs == nil
            && asked.cpusetMemory == nil
            && asked.cpuRealtimePeriod == nil && asked.cpuRealtimeRuntime == nil
        {
            return nil
        }
        return LinuxCPU(
            shares: asked.cpuShares, quota: quota, period: period, realtimeRuntime: asked.cpuRealtimeRuntime,
            realtimePeriod: asked.cpuRealtimePeriod, cpus: asked.cpusetCPUs, mems: asked.cpusetMemory)
    }

    private static func pids(_ asked: ResourceRequest, _ host: HostFacts) -> LinuxPids? {
        guard let limit = asked.pidsLimit else { return LinuxPids(limit: defaultPids) }
        return limit <= 0 ? nil : LinuxPids(limit: limit)
    }

    private static func blockIO(_ asked: ResourceRequest) throws(EngineError) -> LinuxBlockIO? {
        func throttle(_ list: [DeviceNumberRequest]) throws(EngineError) -> [LinuxThrottleDevice]? {
            if list.isEmpty { return nil }
            var found: [LinuxThrottleDevice] = []
            for entry in list {
                let device = try blockDevice(entry.path)
                found.append(LinuxThrottleDevice(major: device.major, minor: device.minor, rate: entry.value))
            }
            return found
        }
        var weights: [LinuxWeightDevice]?
        if !asked.blockWeightDevices.isEmpty {
            var found: [LinuxWeightDevice] = []
            for entry in asked.blockWeightDevices {
                let device = try blockDevice(entry.path)
                found.append(
                    LinuxWeightDevice(major: device.major, minor: device.minor, weight: UInt16(min(entry.value, 1000))))
            }
            weights = found
        }
        let block = LinuxBlockIO(
            weight: asked.blockWeight, weightDevice: weights,
            throttleReadBpsDevice: try throttle(asked.readBytesPerSecond),
            throttleWriteBpsDevice: try throttle(asked.writeBytesPerSecond),
            throttleReadIOPSDevice: try throttle(asked.readOperationsPerSecond),
            throttleWriteIOPSDevice: try throttle(asked.writeOperationsPerSecond))
        let isEmpty =
            asked.blockWeight == nil && weights == nil && asked.readBytesPerSecond.isEmpty
            && asked.writeBytesPerSecond.isEmpty && asked.readOperationsPerSecond.isEmpty
            && asked.writeOperationsPerSecond.isEmpty
        return isEmpty ? nil : block
    }

    private static func blockDevice(_ path: String) throws(EngineError) -> (major: Int64, minor: Int64) {
        let status = try system("looking for the block device \(path)") { () throws(SystemCallError) in
            try Linux.status(of: path)
        }
        guard status.kind == .blockDevice else { throw EngineError(.invalid, "\(path) is not a block device") }
        return (Int64(status.deviceMajor), Int64(status.deviceMinor))
    }
}
