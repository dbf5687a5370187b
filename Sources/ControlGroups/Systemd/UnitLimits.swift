internal import Linux
internal import OCISpecification

/// Limits as properties of a unit: systemd writes its own idea of them whenever it is reloaded, so it has to know them. What it has no
/// property for is written into the group alone.
enum UnitLimits {
    static func of(_ resources: LinuxResources, unified: Bool) throws(ControlGroupError) -> [UnitProperty] {
        var properties: [UnitProperty] = []
        if let memory = resources.memory {
            if let limit = memory.limit, limit != 0 {
                properties.append(UnitProperty(unified ? "MemoryMax" : "MemoryLimit", .long(size(limit))))
            }
            if unified {
                if let low = memory.reservation, low != 0 { properties.append(UnitProperty("MemoryLow", .long(size(low)))) }
                if let swap = memory.swap, swap != 0 {
                    // Here swap is counted alone.
                    let limit = memory.limit ?? 0
                    properties.append(UnitProperty("MemorySwapMax", .long(swap < 0 || limit < 0 ? .max : UInt64(max(0, swap - limit)))))
                }
            }
        }
        if let limit = resources.pids?.limit, limit != 0 { properties.append(UnitProperty("TasksMax", .long(size(limit)))) }
        if let cpu = resources.cpu { properties += try of(cpu, unified: unified) }
        if let weight = resources.blockIO?.weight, weight != 0 {
            // 10 to 1000 there, 1 to 10000 here.
            let converted = unified ? 1 + (UInt64(weight) - min(10, UInt64(weight))) * 9999 / 990 : UInt64(weight)
            properties.append(UnitProperty(unified ? "IOWeight" : "BlockIOWeight", .long(converted)))
        }
        return properties
    }

    private static func of(_ cpu: LinuxCPU, unified: Bool) throws(ControlGroupError) -> [UnitProperty] {
        var properties: [UnitProperty] = []
        if let shares = cpu.shares, shares != 0 {
            properties.append(UnitProperty(unified ? "CPUWeight" : "CPUShares", .long(unified ? CPUWeight.of(shares: shares) : shares)))
        }
        if cpu.quota != nil || cpu.period != nil {
            let period = cpu.period.flatMap { $0 == 0 ? nil : $0 } ?? 100_000
            // The largest number is no limit.
            let share = cpu.quota.flatMap { $0 > 0 ? perSecond(quota: UInt64($0), period: period) : nil } ?? UInt64.max
            properties.append(UnitProperty("CPUQuotaPerSecUSec", .long(share)))
            properties.append(UnitProperty("CPUQuotaPeriodUSec", .long(period)))
        }
        if unified {
            if let list = cpu.cpus, !list.isEmpty { properties.append(UnitProperty("AllowedCPUs", .bytes(try mask(list)))) }
            if let list = cpu.mems, !list.isEmpty { properties.append(UnitProperty("AllowedMemoryNodes", .bytes(try mask(list)))) }
        }
        return properties
    }

    /// The time in a second, in microseconds. systemd keeps whole percents of a processor (10 ms in a second) and rounds down: here it
    /// goes up, so that it is not less than was asked for. Nil where no number holds it.
    private static func perSecond(quota: UInt64, period: UInt64) -> UInt64? {
        let product = quota.multipliedFullWidth(by: 1_000_000)
        guard product.high < period else { return nil }
        let (rounded, overflow) = period.dividingFullWidth(product).quotient.addingReportingOverflow(9999)
        return overflow ? nil : rounded / 10_000 * 10_000
    }

    private static func size(_ value: Int64) -> UInt64 { value < 0 ? .max : UInt64(value) }

    /// `0-2,5` as bits, the lowest first.
    static func mask(_ list: String) throws(ControlGroupError) -> [UInt8] {
        var bits: [UInt8] = []
        for part in list.split(separator: ",") {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
            guard let first = Int(ends[0]), let last = Int(ends[ends.count - 1]), ends.count <= 2, first >= 0, first <= last, last < 65536
            else {
                throw ControlGroupError(
                    .invalidValue, doing: "read a list of numbers", file: list, cause: "\"\(part)\" is no number or range")
            }
            for number in first...last {
                while bits.count <= number / 8 { bits.append(0) }
                bits[number / 8] |= 1 << UInt8(number % 8)
            }
        }
        return bits
    }
}
