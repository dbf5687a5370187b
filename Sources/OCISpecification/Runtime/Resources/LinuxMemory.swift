public import JSONText

/// Limits of memory, in bytes; -1 is none.
public struct LinuxMemory: JSONDirect, Hashable, Sendable {
    public var limit: Int64?
    public var reservation: Int64?
    /// Memory and swap together.
    public var swap: Int64?
    public var kernel: Int64?
    public var kernelTCP: Int64?
    /// 0 to 100.
    public var swappiness: UInt64?
    public var disableOOMKiller: Bool?
    public var useHierarchy: Bool?
    /// Refuse a new limit that is below what is in use.
    public var checkBeforeUpdate: Bool?

    public init(
        limit: Int64? = nil, reservation: Int64? = nil, swap: Int64? = nil, kernel: Int64? = nil,
        kernelTCP: Int64? = nil, swappiness: UInt64? = nil, disableOOMKiller: Bool? = nil,
        useHierarchy: Bool? = nil, checkBeforeUpdate: Bool? = nil
    ) {
        self.limit = limit
        self.reservation = reservation
        self.swap = swap
        self.kernel = kernel
        self.kernelTCP = kernelTCP
        self.swappiness = swappiness
        self.disableOOMKiller = disableOOMKiller
        self.useHierarchy = useHierarchy
        self.checkBeforeUpdate = checkBeforeUpdate
    }
}

extension LinuxMemory {
    public init(reading json: inout JSONReader) throws(JSONError) {
        limit = try json.optional("limit")
        reservation = try json.optional("reservation")
        swap = try json.optional("swap")
        kernel = try json.optional("kernel")
        kernelTCP = try json.optional("kernelTCP")
        swappiness = try json.optional("swappiness")
        disableOOMKiller = try json.optional("disableOOMKiller")
        useHierarchy = try json.optional("useHierarchy")
        checkBeforeUpdate = try json.optional("checkBeforeUpdate")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("limit", limit)
        try json.add("reservation", reservation)
        try json.add("swap", swap)
        try json.add("kernel", kernel)
        try json.add("kernelTCP", kernelTCP)
        try json.add("swappiness", swappiness)
        try json.add("disableOOMKiller", disableOOMKiller)
        try json.add("useHierarchy", useHierarchy)
        try json.add("checkBeforeUpdate", checkBeforeUpdate)
    }
}
