/// On which CPUs and memory nodes a group is, and how: the files of `cpuset(7)`.
public struct CPUSetStatistics: Hashable, Sendable {
    public var cpus: [Int]
    public var nodes: [Int]
    /// By the names of the files behind `cpuset.`; none in version 2.
    public var settings: [Setting]

    public struct Setting: Hashable, Sendable {
        public var name: String
        public var value: Int64
    }
}

extension ControlGroup {
    /// Nil where there is no such controller.
    public func cpuSetStatistics() -> CPUSetStatistics? {
        guard let place = place(of: .cpuset) else { return nil }
        let isUnified = place.hierarchy.isUnified
        guard let cpus = ControlFile(place, isUnified ? "cpuset.cpus.effective" : "cpuset.cpus").readIfPresent() else {
            return nil
        }
        let nodes = ControlFile(place, isUnified ? "cpuset.mems.effective" : "cpuset.mems").readIfPresent() ?? ""
        var settings: [CPUSetStatistics.Setting] = []
        for name in isUnified ? [] : Self.legacySettings {
            let text = ControlFile(place, "cpuset.\(name)").readIfPresent() ?? ""
            if let value = Int64(text.split(separator: "\n").first ?? "") {
                settings.append(CPUSetStatistics.Setting(name: name, value: value))
            }
        }
        return CPUSetStatistics(cpus: Self.indices(cpus), nodes: Self.indices(nodes), settings: settings)
    }

    private static let legacySettings = [
        "cpu_exclusive", "mem_hardwall", "mem_exclusive", "memory_migrate", "memory_spread_page", "memory_spread_slab",
        "memory_pressure", "sched_load_balance", "sched_relax_domain_level",
    ]

    /// The numbers of a list such as `0-3,7`.
    static func indices(_ list: String) -> [Int] {
        var found: [Int] = []
        for part in list.split(whereSeparator: { $0 == "," || $0 == "\n" }) {
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first <= last, last < 65536 else { continue }
            found += first...last
        }
        return found
    }
}
