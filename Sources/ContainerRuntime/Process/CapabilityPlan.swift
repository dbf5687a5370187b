internal import Linux
internal import OCISpecification

/// The capability sets that a container's program starts with.
struct CapabilityPlan {
    var bounding: UInt64 = 0
    var effective: UInt64 = 0
    var permitted: UInt64 = 0
    var inheritable: UInt64 = 0
    var ambient: UInt64 = 0

    /// Without `process.capabilities` the program has none.
    init(_ sets: LinuxCapabilities?) throws(RuntimeError) {
        guard let sets else { return }
        bounding = Self.mask(sets.bounding, "bounding")
        effective = Self.mask(sets.effective, "effective")
        permitted = Self.mask(sets.permitted, "permitted")
        inheritable = Self.mask(sets.inheritable, "inheritable")
        ambient = Self.mask(sets.ambient, "ambient")
        if effective & ~permitted != 0 {
            throw .invalid("process.capabilities.effective", "it has capabilities that \"permitted\" has not")
        }
        // Ambient capabilities have to be permitted and inheritable (capabilities(7)); runc skips the others.
        ambient &= permitted & inheritable
    }

    /// A name that means nothing is a warning and no failure (OCI runtime specification, "Process", `capabilities`).
    private static func mask(_ names: [String]?, _ set: String) -> UInt64 {
        var mask: UInt64 = 0
        for name in names ?? [] {
            guard let capability = Capability(parsing: name) else {
                RuntimeWarnings.add("process.capabilities.\(set): ignoring \"\(name)\", which is no capability")
                continue
            }
            mask |= 1 << UInt64(capability.number)
        }
        return mask
    }

    /// Gives up what the bounding set has not. While still root: it takes CAP_SETPCAP.
    func dropBounding() throws(SystemCallError) {
        for number in 0..<64 where bounding & (1 << UInt64(number)) == 0 {
            // The numbers are without gaps: the first that the kernel does not know is behind the last.
            if try !CapabilitySets.dropFromBounding(number) { break }
        }
    }

    /// The last step before the program: exactly these sets.
    func apply() throws(SystemCallError) {
        try CapabilitySets(effective: effective, permitted: permitted, inheritable: inheritable).apply()
        try CapabilitySets.clearAmbient()
        var number = 0
        var rest = ambient
        while rest != 0 {
            if rest & 1 != 0 { try CapabilitySets.raiseAmbient(number) }
            rest >>= 1
            number += 1
        }
    }
}
