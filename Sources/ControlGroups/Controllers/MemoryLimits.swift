internal import Linux
internal import OCISpecification

/// Limits of memory and swap: `memory.*`.
struct MemoryLimits {
    let memory: LinuxMemory
    let isUpdate: Bool

    init(_ memory: LinuxMemory, isUpdate: Bool) {
        self.memory = memory
        self.isUpdate = isUpdate
    }

    func apply(to group: ControlGroup) throws(ControlGroupError) {
        guard let place = group.place(of: .memory) else {
            if asksNothing { return }
            throw ControlGroupError(
                .missingController, doing: "limit the memory", file: group.path.text,
                cause: "the controller `memory` is not mounted")
        }
        if let swappiness = memory.swappiness, swappiness > 100 {
            throw ControlGroupError(
                .invalidValue, doing: "set the swappiness", file: group.path.text,
                cause: "\(swappiness) is not within 0 and 100")
        }
        if place.hierarchy.isUnified { try applyUnified(place) } else { try applyLegacy(place) }
    }

    private var asksNothing: Bool {
        (memory.limit ?? 0) == 0 && (memory.reservation ?? 0) == 0 && (memory.swap ?? 0) == 0
            && (memory.kernel ?? 0) <= 0 && (memory.kernelTCP ?? 0) <= 0 && memory.swappiness == nil
            && memory.disableOOMKiller != true
    }

    // Version 1 (cgroup-v1/memory.rst)

    private func applyLegacy(_ place: ControlGroup.Place) throws(ControlGroupError) {
        if memory.useHierarchy == true {
            // It always is since 5.11, and where it already is, setting it again may be refused.
            let file = ControlFile(place, "memory.use_hierarchy")
            if file.numberIfPresent() != 1 { try file.write("1", doing: "make the memory limit hold for groups below") }
        }
        try setLegacyLimits(place)
        if let reservation = memory.reservation, reservation != 0 {
            try ControlFile(place, "memory.soft_limit_in_bytes")
                .write("\(reservation)", doing: "reserve \(reservation) bytes of memory")
        }
        if let kernel = memory.kernel, kernel != 0 {
            try ControlFile(place, "memory.kmem.limit_in_bytes")
                .write("\(kernel)", doing: "limit the kernel memory to \(kernel)")
        }
        if let kernel = memory.kernelTCP, kernel != 0 {
            try ControlFile(place, "memory.kmem.tcp.limit_in_bytes")
                .write("\(kernel)", doing: "limit the memory of TCP buffers to \(kernel)")
        }
        if let swappiness = memory.swappiness {
            try ControlFile(place, "memory.swappiness")
                .write("\(swappiness)", doing: "set the swappiness to \(swappiness)")
        }
        if let disabled = memory.disableOOMKiller, disabled || isUpdate {
            try ControlFile(place, "memory.oom_control")
                .write(disabled ? "1" : "0", doing: disabled ? "disable the OOM killer" : "enable the OOM killer")
        }
    }

    /// Memory with swap can never be below memory alone, so which of both comes first depends on where they were.
    private func setLegacyLimits(_ place: ControlGroup.Place) throws(ControlGroupError) {
        let limit = memory.limit ?? 0
        var swap = memory.swap ?? 0
        if limit == -1 && swap == 0 && isUpdate { swap = -1 }  // no limit of memory: none of both together
        let limitFile = ControlFile(place, "memory.limit_in_bytes")
        let swapFile = ControlFile(place, "memory.memsw.limit_in_bytes")
        if swap > 0 && limit > 0 && swap < limit { throw swapBelowLimit(limitFile.path) }
        if limit != 0 {
            try refuseBelowUsage(ControlFile(place, "memory.usage_in_bytes"), limitFile.path)
            if let refusal = limitFile.attempt("\(limit)") {
                // EINVAL: above the limit of memory with swap, which then has to go up first.
                if refusal == .invalid && swap != 0 {
                    try swapFile.write("\(swap)", doing: "limit memory and swap to \(swap)")
                    swap = 0
                    try limitFile.write("\(limit)", doing: "limit the memory to \(limit)")
                } else if refusal == .busy {
                    throw belowUsage(
                        ControlFile(place, "memory.usage_in_bytes").numberIfPresent() ?? 0, limitFile.path)
                } else {
                    try limitFile.write("\(limit)", doing: "limit the memory to \(limit)")
                }
            }
        }
        if swap != 0 {
            // Without swap accounting there is nothing to lift.
            if swap == -1 && swapFile.numberIfPresent() == nil { return }
            try swapFile.write("\(swap)", doing: "limit memory and swap to \(swap)")
        }
    }

    // Version 2 (cgroup-v2.rst)

    private func applyUnified(_ place: ControlGroup.Place) throws(ControlGroupError) {
        if let kernel = memory.kernel ?? memory.kernelTCP, kernel > 0 {
            throw unsupported("limit the kernel memory", place)
        }
        if memory.swappiness != nil { throw unsupported("set the swappiness", place) }
        if memory.disableOOMKiller == true { throw unsupported("disable the OOM killer", place) }
        let limit = memory.limit ?? 0
        if limit > 0 { try refuseBelowUsage(ControlFile(place, "memory.current"), place.directory) }
        try setUnifiedSwap(place, limit: limit)
        if limit != 0 {
            try ControlFile(place, "memory.max")
                .write(Self.text(limit), doing: "limit the memory to \(Self.text(limit))")
        }
        if let reservation = memory.reservation, reservation != 0 {
            try ControlFile(place, "memory.low")
                .write(Self.text(reservation), doing: "reserve \(Self.text(reservation)) bytes of memory")
        }
    }

    /// The configuration counts memory and swap together, version 2 swap alone.
    private func setUnifiedSwap(_ place: ControlGroup.Place, limit: Int64) throws(ControlGroupError) {
        let file = ControlFile(place, "memory.swap.max")
        var value: Int64?
        switch memory.swap ?? 0 {
        case 0: value = limit == -1 && isUpdate ? -1 : nil
        case ..<0: value = -1
        case let both:
            var known = limit
            if known == 0 && isUpdate {
                known = ControlFile(place, "memory.max").numberIfPresent().flatMap { Int64(exactly: $0) } ?? 0
            }
            if known <= 0 {
                throw ControlGroupError(
                    .invalidValue, doing: "limit memory and swap to \(both)", file: file.path,
                    cause: "a limit of swap needs a limit of memory beside it")
            }
            if both < known { throw swapBelowLimit(file.path) }
            value = both - known
        }
        guard let value else { return }
        // A kernel without swap accounting has no such file: nothing to lift, and no swap to forbid.
        if value <= 0, file.numberIfPresent() == nil { return }
        try file.write(Self.text(value), doing: "limit the swap to \(Self.text(value))")
    }

    private static func text(_ value: Int64) -> String { value < 0 ? "max" : "\(value)" }

    private func refuseBelowUsage(_ usage: ControlFile, _ path: String) throws(ControlGroupError) {
        guard memory.checkBeforeUpdate == true, let limit = memory.limit, limit > 0,
            let used = usage.numberIfPresent(), used > UInt64(limit)
        else { return }
        throw belowUsage(used, path)
    }

    private func belowUsage(_ used: UInt64, _ path: String) -> ControlGroupError {
        ControlGroupError(
            .refused, doing: "limit the memory to \(memory.limit ?? 0)", file: path,
            cause: "\(used) bytes are in use and cannot be given back; choose a higher limit")
    }

    private func swapBelowLimit(_ path: String) -> ControlGroupError {
        ControlGroupError(
            .invalidValue, doing: "limit memory and swap to \(memory.swap ?? 0)", file: path,
            cause: "it is below the limit of memory alone, \(memory.limit ?? 0)")
    }

    private func unsupported(_ doing: String, _ place: ControlGroup.Place) -> ControlGroupError {
        ControlGroupError(
            .unsupported, doing: doing, file: place.directory,
            cause: "control groups of version 2 have no such setting; leave it out")
    }
}
