internal import Linux

extension ControlGroup {
    public func cpuStatistics() -> ResourceStatistics.CPU? {
        if layout.isUnified {
            // `cpu.stat` is there without the controller too, with the times alone.
            guard let place = unifiedPlace, let text = ControlFile(place, "cpu.stat").readIfPresent() else {
                return nil
            }
            var cpu = ResourceStatistics.CPU()
            cpu.total = microseconds("usage_usec", text)
            cpu.user = microseconds("user_usec", text)
            cpu.kernel = microseconds("system_usec", text)
            cpu.periods = ControlFile.number(of: "nr_periods", in: text) ?? 0
            cpu.throttledPeriods = ControlFile.number(of: "nr_throttled", in: text) ?? 0
            cpu.throttledTime = microseconds("throttled_usec", text)
            return cpu
        }
        var cpu = ResourceStatistics.CPU()
        var found = false
        if let place = place(of: .cpuAccounting), let total = ControlFile(place, "cpuacct.usage").numberIfPresent() {
            found = true
            cpu.total = total
            if let user = ControlFile(place, "cpuacct.usage_user").numberIfPresent(),
                let kernel = ControlFile(place, "cpuacct.usage_sys").numberIfPresent()
            {
                cpu.user = user
                cpu.kernel = kernel
            }
            let each = ControlFile(place, "cpuacct.usage_percpu").readIfPresent() ?? ""
            for number in each.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
                cpu.perCPU.append(UInt64(number) ?? 0)
            }
        }
        if let place = place(of: .cpu), let text = ControlFile(place, "cpu.stat").readIfPresent() {
            found = true
            cpu.periods = ControlFile.number(of: "nr_periods", in: text) ?? 0
            cpu.throttledPeriods = ControlFile.number(of: "nr_throttled", in: text) ?? 0
            cpu.throttledTime = ControlFile.number(of: "throttled_time", in: text) ?? 0
        }
        return found ? cpu : nil
    }

    private func microseconds(_ key: String, _ text: String) -> UInt64 {
        (ControlFile.number(of: key, in: text) ?? 0) &* 1000
    }

    /// The names of the files of a group.
    static func files(of directory: String) -> [String] {
        guard let entries = try? open(directory, [.readOnly, .directory]).entries() else { return [] }
        return entries.filter { $0.kind == .file }.map { $0.name.display }
    }
}
