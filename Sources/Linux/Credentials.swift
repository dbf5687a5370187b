internal import CLinux
internal import Glibc

/// Users and groups of the calling process.
public enum Credentials {
    public static var user: UInt32 { apus_getuid() }
    public static var effectiveUser: UInt32 { apus_geteuid() }
    public static var group: UInt32 { apus_getgid() }
    public static var effectiveGroup: UInt32 { apus_getegid() }

    /// Real, effective, saved (and file system) user at once.
    public static func setUser(_ user: UInt32) throws(SystemCallError) {
        // To the kernel this number means "leave it as it is", and that would be root.
        if user == .max { throw SystemCallError(call: "setresuid", subject: "user \(user)", errno: .invalid) }
        try check("setresuid", "user \(user)") { apus_setresuid(user) }
    }

    /// Real, effective, saved (and file system) group at once.
    public static func setGroup(_ group: UInt32) throws(SystemCallError) {
        if group == .max { throw SystemCallError(call: "setresgid", subject: "group \(group)", errno: .invalid) }
        try check("setresgid", "group \(group)") { apus_setresgid(group) }
    }

    /// The supplementary groups.
    public static func setGroups(_ groups: [UInt32]) throws(SystemCallError) {
        try unsafe groups.withUnsafeBufferPointer { (buffer) throws(SystemCallError) in
            _ = try check("setgroups", "") { unsafe apus_setgroups(buffer.baseAddress, buffer.count) }
        }
    }
}

/// The capability sets of the calling process (`capabilities(7)`), bit n for capability n.
public struct CapabilitySets: Hashable, Sendable {
    public var effective: UInt64
    public var permitted: UInt64
    public var inheritable: UInt64

    public init(effective: UInt64, permitted: UInt64, inheritable: UInt64) {
        self.effective = effective
        self.permitted = permitted
        self.inheritable = inheritable
    }

    public static func current() throws(SystemCallError) -> CapabilitySets {
        var sets: [UInt64] = [0, 0, 0]
        try unsafe sets.withUnsafeMutableBufferPointer { (buffer) throws(SystemCallError) in
            _ = try check("capget", "") { unsafe apus_capget(buffer.baseAddress!) }
        }
        return CapabilitySets(effective: sets[0], permitted: sets[1], inheritable: sets[2])
    }

    public func apply() throws(SystemCallError) {
        try check("capset", "") { apus_capset(effective, permitted, inheritable) }
    }

    /// Takes one capability out of the bounding set; false when the kernel does not know that number.
    public static func dropFromBounding(_ capability: Int) throws(SystemCallError) -> Bool {
        do throws(SystemCallError) {
            try CurrentProcess.control(24, UInt(capability))  // PR_CAPBSET_DROP
            return true
        } catch {
            if error.errno == .invalid { return false }
            throw error
        }
    }

    /// Whether the bounding set holds a capability; nil when the kernel does not know that number.
    public static func boundingContains(_ capability: Int) -> Bool? {
        let answer = apus_prctl(23, UInt(capability), 0, 0, 0)  // PR_CAPBSET_READ
        return answer < 0 ? nil : answer == 1
    }

    public static func clearAmbient() throws(SystemCallError) {
        try CurrentProcess.control(47, 4)  // PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL
    }

    public static func raiseAmbient(_ capability: Int) throws(SystemCallError) {
        try CurrentProcess.control(47, 2, UInt(capability))  // PR_CAP_AMBIENT_RAISE
    }
}
