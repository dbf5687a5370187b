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
                // Without a limit of memory there is none of both together.
                if let swap = memory.swap ?? memory.limit.flatMap({ $0 < 0 ? $0 : nil }), swap != 0 {
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
        // Files of version 2 by name: they win over the rest.
        for (file, value) in resources.unified?.sorted(by: { $0.key < $1.key }) ?? [] {
            let own = try of(file: file, value)
            properties.removeAll { other in own.contains { $0.name == other.name } }
            properties += own
        }
        return properties
    }

    private static let sizes = [
        "memory.min": "MemoryMin", "memory.low": "MemoryLow", "memory.high": "MemoryHigh", "memory.max": "MemoryMax",
        "memory.swap.max": "MemorySwapMax", "pids.max": "TasksMax", "cpu.weight": "CPUWeight",
    ]

    /// What systemd has a property for; the kernel judges the rest when it is written.
    private static func of(file: String, _ value: String) throws(ControlGroupError) -> [UnitProperty] {
        let words = value.split { $0 == " " || $0 == "\n" }
        if let name = sizes[file] {
            guard words.count == 1, let number = words[0] == "max" ? UInt64.max : UInt64(words[0]) else { throw refusal(file, value) }
            return [UnitProperty(name, .long(number))]
        }
        switch file {
        case "cpu.max":
            let period = words.count == 2 ? UInt64(words[1]) : 100_000
            guard 1...2 ~= words.count, let period, period > 0, words[0] == "max" || UInt64(words[0]) != nil else {
                throw refusal(file, value)
            }
            let share = UInt64(words[0]).flatMap { perSecond(quota: $0, period: period) } ?? .max
            return [UnitProperty("CPUQuotaPerSecUSec", .long(share)), UnitProperty("CPUQuotaPeriodUSec", .long(period))]
        case "cpuset.cpus": return [UnitProperty("AllowedCPUs", .bytes(try mask(value)))]
        case "cpuset.mems": return [UnitProperty("AllowedMemoryNodes", .bytes(try mask(value)))]
        default: return []
        }
    }

    private static func refusal(_ file: String, _ value: String) -> ControlGroupError {
        ControlGroupError(.invalidValue, doing: "read linux.resources.unified", file: file, cause: "\"\(value)\" is no value of it")
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
