/// A rule about the use of devices.
package struct LinuxDeviceCgroup: Codable, Hashable, Sendable {
    package var allow: Bool
    /// `a` (all), `c` or `b`; nil is all.
    package var type: String?
    /// Nil or -1 is any.
    package var major: Int64?
    package var minor: Int64?
    /// Of `r`, `w` and `m` (mknod).
    package var access: String?

    package init(allow: Bool, type: String? = nil, major: Int64? = nil, minor: Int64? = nil, access: String? = nil) {
        self.allow = allow
        self.type = type
        self.major = major
        self.minor = minor
        self.access = access
    }
}
