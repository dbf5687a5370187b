/// How far a clock of a time namespace is from the host's: time_namespaces(7).
package struct LinuxTimeOffset: Codable, Hashable, Sendable {
    package var secs: Int64?
    package var nanosecs: UInt32?

    package init(secs: Int64? = nil, nanosecs: UInt32? = nil) {
        self.secs = secs
        self.nanosecs = nanosecs
    }
}
