/// What kind of system the kernel shows: personality(2).
package struct LinuxPersonality: Codable, Hashable, Sendable {
    /// `LINUX` or `LINUX32`.
    package var domain: String
    package var flags: [String]?

    package init(domain: String, flags: [String]? = nil) {
        self.domain = domain
        self.flags = flags
    }
}
