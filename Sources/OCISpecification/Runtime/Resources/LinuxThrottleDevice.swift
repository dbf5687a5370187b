/// The limit of one block device, in bytes or operations a second.
package struct LinuxThrottleDevice: Codable, Hashable, Sendable {
    package var major: Int64
    package var minor: Int64
    package var rate: UInt64

    package init(major: Int64, minor: Int64, rate: UInt64) {
        self.major = major
        self.minor = minor
        self.rate = rate
    }
}
