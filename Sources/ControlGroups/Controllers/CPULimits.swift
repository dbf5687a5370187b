internal import Linux
internal import OCISpecification

/// Shares and limits of CPU time: `cpu.*`.
struct CPULimits {
    let cpu: LinuxCPU

    init(_ cpu: LinuxCPU) { self.cpu = cpu }

    func apply(to group: ControlGroup) throws(ControlGroupError) {
        let asks =
            (cpu.shares ?? 0) != 0 || (cpu.quota ?? 0) != 0 || (cpu.period ?? 0) != 0 || cpu.burst != nil
            || cpu.idle != nil || (cpu.realtimeRuntime ?? 0) != 0 || (cpu.realtimePeriod ?? 0) != 0
        if !asks { return }
        guard let place = group.place(of: .cpu) else {
            throw ControlGroupError(
                .missingController, doing: "limit the CPU time", file: group.path.text,
                cause: "the controller `cpu` is not mounted")
        }
        if place.hierarchy.isUnified { try applyUnified(place) } else { try applyLegacy(place) }
    }

    private func applyLegacy(_ place: ControlGroup.Place) throws(ControlGroupError) {
        if let idle = cpu.idle { try ControlFile(place, "cpu.idle").write("\(idle)", doing: "set CPU idle to \(idle)") }
        if let shares = cpu.shares, shares != 0, cpu.idle != 1 {
            try ControlFile(place, "cpu.shares").write("\(shares)", doing: "set CPU shares to \(shares)")
        }
        let burst = ControlFile(place, "cpu.cfs_burst_us")
        // A burst above the quota is refused: the one that goes down goes first.
        if let value = cpu.burst, value == 0 { try burst.write("0", doing: "set the CPU burst to 0") }
        try setPair(
            place, "cpu.cfs_period_us", cpu.period.map { "\($0)" }, "cpu.cfs_quota_us", cpu.quota.map { "\($0)" })
        if let value = cpu.burst, value != 0 { try burst.write("\(value)", doing: "set the CPU burst to \(value)") }
        try setPair(
            place, "cpu.rt_period_us", cpu.realtimePeriod.map { "\($0)" }, "cpu.rt_runtime_us",
            cpu.realtimeRuntime.map { "\($0)" })
    }

    /// The kernel checks the quotient of the two after each write: when one order is refused, the other may do.
    private func setPair(
        _ place: ControlGroup.Place, _ first: String, _ period: String?, _ second: String, _ amount: String?
    ) throws(ControlGroupError) {
        let periodFile = ControlFile(place, first)
        let amountFile = ControlFile(place, second)
        var later: String?
        if let period, period != "0", let refusal = periodFile.attempt(period) {
            if refusal == .invalid && amount != nil && amount != "0" {
                later = period
            } else {
                try periodFile.write(period, doing: "set \(first) to \(period)")
            }
        }
        if let amount, amount != "0" { try amountFile.write(amount, doing: "set \(second) to \(amount)") }
        if let later { try periodFile.write(later, doing: "set \(first) to \(later)") }
    }

    private func applyUnified(_ place: ControlGroup.Place) throws(ControlGroupError) {
        if (cpu.realtimeRuntime ?? 0) > 0 || (cpu.realtimePeriod ?? 0) > 0 {
            throw ControlGroupError(
                .unsupported, doing: "limit real-time CPU time", file: place.directory,
                cause: "control groups of version 2 have no such setting; leave it out")
        }
        if let idle = cpu.idle { try ControlFile(place, "cpu.idle").write("\(idle)", doing: "set CPU idle to \(idle)") }
        if let shares = cpu.shares, shares != 0, cpu.idle != 1 {
            let weight = CPUWeight.of(shares: shares)
            try ControlFile(place, "cpu.weight")
                .write("\(weight)", doing: "set CPU weight to \(weight) (\(shares) shares)")
        }
        let burst = ControlFile(place, "cpu.max.burst")
        if let value = cpu.burst, value == 0 { try burst.write("0", doing: "set the CPU burst to 0") }
        if let value = try maximum(place) {
            try ControlFile(place, "cpu.max").write(value, doing: "limit the CPU time to `\(value)`")
        }
        if let value = cpu.burst, value != 0 { try burst.write("\(value)", doing: "set the CPU burst to \(value)") }
    }

    /// `QUOTA PERIOD`; what is not named stays as it was.
    private func maximum(_ place: ControlGroup.Place) throws(ControlGroupError) -> String? {
        let quota = cpu.quota ?? 0
        let period = cpu.period ?? 0
        if quota == 0 && period == 0 { return nil }
        var amount = quota < 0 ? "max" : "\(quota)"
        if quota == 0 {
            let current = ControlFile(place, "cpu.max").readIfPresent() ?? "max"
            amount = current.split(separator: " ").first.map { String($0) } ?? "max"
        }
        return period == 0 ? amount : "\(amount) \(period)"
    }
}
