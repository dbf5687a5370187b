extension ControlGroup {
    /// Reads all figures. What is not there is left out; a group that is gone has none.
    public func statistics() -> ResourceStatistics {
        var statistics = ResourceStatistics()
        statistics.cpu = cpuStatistics()
        statistics.memory = memoryStatistics()
        statistics.processes = processStatistics()
        statistics.blockDevices = blockStatistics()
        statistics.hugePages = hugePageStatistics()
        return statistics
    }

    /// How many processes and threads there are, and may be.
    public func processStatistics() -> ResourceStatistics.Processes? {
        guard let place = place(of: .pids), let current = ControlFile(place, "pids.current").numberIfPresent() else {
            return nil
        }
        return ResourceStatistics.Processes(
            current: current, limit: ControlFile(place, "pids.max").numberIfPresent() ?? .max)
    }

    /// How many processes the kernel killed because the memory limit was reached.
    public func outOfMemoryKills() -> UInt64 {
        guard let place = place(of: .memory) else { return 0 }
        let name = place.hierarchy.isUnified ? "memory.events" : "memory.oom_control"
        // `oom_kill` is in version 1 since 4.13.
        return ControlFile.number(of: "oom_kill", in: ControlFile(place, name).readIfPresent() ?? "") ?? 0
    }

    func hugePageStatistics() -> [ResourceStatistics.HugePages] {
        guard let place = place(of: .hugetlb) else { return [] }
        let ending = place.hierarchy.isUnified ? ".current" : ".usage_in_bytes"
        var pages: [ResourceStatistics.HugePages] = []
        for name in Self.files(of: place.directory) {
            guard name.hasPrefix("hugetlb."), name.hasSuffix(ending), !name.contains(".rsvd.") else { continue }
            let size = String(name.dropFirst(8).dropLast(ending.count))
            var one = ResourceStatistics.HugePages(size: size)
            one.usage = ControlFile(place, name).numberIfPresent() ?? 0
            if place.hierarchy.isUnified {
                let events = ControlFile(place, "hugetlb.\(size).events").readIfPresent() ?? ""
                one.failures = ControlFile.number(of: "max", in: events) ?? 0
            } else {
                one.peak = ControlFile(place, "hugetlb.\(size).max_usage_in_bytes").numberIfPresent()
                one.failures = ControlFile(place, "hugetlb.\(size).failcnt").numberIfPresent() ?? 0
            }
            pages.append(one)
        }
        return pages.sorted { $0.size < $1.size }
    }
}
