extension ControlGroup {
    public func memoryStatistics() -> ResourceStatistics.Memory? {
        guard let place = place(of: .memory) else { return nil }
        return place.hierarchy.isUnified ? unifiedMemory(place) : legacyMemory(place)
    }

    private func unifiedMemory(_ place: Place) -> ResourceStatistics.Memory? {
        guard let usage = ControlFile(place, "memory.current").numberIfPresent() else { return nil }
        var memory = ResourceStatistics.Memory()
        memory.usage = usage
        memory.limit = ControlFile(place, "memory.max").numberIfPresent() ?? .max
        memory.peak = ControlFile(place, "memory.peak").numberIfPresent()
        memory.swapUsage = ControlFile(place, "memory.swap.current").numberIfPresent()
        memory.swapLimit = ControlFile(place, "memory.swap.max").numberIfPresent()
        memory.details = details(place)
        for detail in memory.details {
            switch detail.name {
            case "file": memory.cache = detail.value
            case "inactive_file": memory.inactiveFile = detail.value
            case "anon": memory.anonymous = detail.value
            case "kernel": memory.kernelUsage = detail.value
            case "sock": memory.kernelTCPUsage = detail.value
            default: break
            }
        }
        let events = ControlFile(place, "memory.events").readIfPresent() ?? ""
        memory.failures = ControlFile.number(of: "max", in: events) ?? 0
        memory.outOfMemoryKills = ControlFile.number(of: "oom_kill", in: events) ?? 0
        return memory
    }

    private func legacyMemory(_ place: Place) -> ResourceStatistics.Memory? {
        guard let usage = ControlFile(place, "memory.usage_in_bytes").numberIfPresent() else { return nil }
        var memory = ResourceStatistics.Memory()
        memory.usage = usage
        memory.limit = limit(place, "memory.limit_in_bytes") ?? .max
        memory.peak = ControlFile(place, "memory.max_usage_in_bytes").numberIfPresent()
        memory.failures = ControlFile(place, "memory.failcnt").numberIfPresent() ?? 0
        // Here memory and swap are counted together.
        if let both = ControlFile(place, "memory.memsw.usage_in_bytes").numberIfPresent() {
            memory.swapUsage = both > usage ? both - usage : 0
        }
        if let both = limit(place, "memory.memsw.limit_in_bytes") {
            memory.swapLimit = both == .max || memory.limit == .max ? .max : both - min(both, memory.limit)
        }
        memory.kernelUsage = ControlFile(place, "memory.kmem.usage_in_bytes").numberIfPresent()
        memory.kernelTCPUsage = ControlFile(place, "memory.kmem.tcp.usage_in_bytes").numberIfPresent()
        memory.usesHierarchy = ControlFile(place, "memory.use_hierarchy").numberIfPresent() != 0
        memory.details = details(place)
        for detail in memory.details {
            switch detail.name {
            case "total_cache": memory.cache = detail.value
            case "total_inactive_file": memory.inactiveFile = detail.value
            case "total_rss": memory.anonymous = detail.value
            default: break
            }
        }
        memory.outOfMemoryKills = outOfMemoryKills()
        return memory
    }

    /// No limit is the largest number of whole pages that the kernel can count.
    private func limit(_ place: Place, _ name: String) -> UInt64? {
        guard let value = ControlFile(place, name).numberIfPresent() else { return nil }
        return value >= 0x7fff_ffff_ffff_0000 ? .max : value
    }

    private func details(_ place: Place) -> [ResourceStatistics.Memory.Detail] {
        var details: [ResourceStatistics.Memory.Detail] = []
        for line in (ControlFile(place, "memory.stat").readIfPresent() ?? "").split(separator: "\n") {
            let fields = line.split(separator: " ")
            if fields.count == 2, let value = UInt64(fields[1]) {
                details.append(ResourceStatistics.Memory.Detail(name: String(fields[0]), value: value))
            }
        }
        return details
    }
}
