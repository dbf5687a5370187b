internal import Linux
public import OCISpecification

/// `linux.memoryPolicy`: from which NUMA nodes the program takes memory.
public struct MemoryPolicyPlan: Sendable {
    let mode: Int32
    let nodes: [UInt8]

    public init?(_ policy: LinuxMemoryPolicy?) throws(RuntimeError) {
        guard let policy else { return nil }
        guard let number = Self.modes.first(where: { $0.name == policy.mode })?.number else {
            throw .invalid("linux.memoryPolicy.mode", "\"\(policy.mode)\" is no policy")
        }
        var mode = number
        for flag in policy.flags ?? [] {
            guard let bit = Self.flags.first(where: { $0.name == flag })?.bit else {
                throw .invalid("linux.memoryPolicy.flags", "\"\(flag)\" is no flag")
            }
            mode |= bit
        }
        self.mode = mode
        let list = policy.nodes ?? ""
        if list.isEmpty {
            nodes = []
        } else if let mask = IndexList.mask(list) {
            nodes = mask
        } else {
            throw .invalid("linux.memoryPolicy.nodes", "\"\(list)\" is no list of nodes")
        }
    }

    func apply() throws(RuntimeError) {
        try doing("apply linux.memoryPolicy") { () throws(SystemCallError) in try setMemoryPolicy(mode, nodes: nodes) }
    }

    /// Numbers of `linux/mempolicy.h`.
    private static let modes: [(name: String, number: Int32)] = [
        ("MPOL_DEFAULT", 0), ("MPOL_PREFERRED", 1), ("MPOL_BIND", 2), ("MPOL_INTERLEAVE", 3), ("MPOL_LOCAL", 4),
        ("MPOL_PREFERRED_MANY", 5), ("MPOL_WEIGHTED_INTERLEAVE", 6),
    ]
    private static let flags: [(name: String, bit: Int32)] = [
        ("MPOL_F_NUMA_BALANCING", 1 << 13), ("MPOL_F_RELATIVE_NODES", 1 << 14), ("MPOL_F_STATIC_NODES", 1 << 15),
    ]

    public static var modeNames: [String] { modes.map { $0.name } }
    public static var flagNames: [String] { flags.map { $0.name } }
}
