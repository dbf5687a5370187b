extension ResourceRequest {
    /// Whether a limit was asked for that only control groups can keep.
    public var asksForLimits: Bool {
        let numbers: [Int64?] = [
            memory, memoryReservation, memorySwap, kernelMemory, nanoCPUs, cpuQuota, cpuRealtimeRuntime, pidsLimit,
        ]
        let counts: [UInt64?] = [memorySwappiness, cpuShares, cpuPeriod, cpuRealtimePeriod]
        let devices = [
            blockWeightDevices, readBytesPerSecond, writeBytesPerSecond, readOperationsPerSecond,
            writeOperationsPerSecond,
        ]
        return outOfMemoryKillDisabled || numbers.contains { ($0 ?? 0) > 0 } || counts.contains { $0 != nil }
            || cpusetCPUs != nil || cpusetMemory != nil || blockWeight != nil || !unified.isEmpty
            || devices.contains { !$0.isEmpty }
    }
}
