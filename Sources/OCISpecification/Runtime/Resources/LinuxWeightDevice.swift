/// The weight of one block device.
package struct LinuxWeightDevice: Codable, Hashable, Sendable {
    package var major: Int64
    package var minor: Int64
    package var weight: UInt16?
    package var leafWeight: UInt16?

    package init(major: Int64, minor: Int64, weight: UInt16? = nil, leafWeight: UInt16? = nil) {
        self.major = major
        self.minor = minor
        self.weight = weight
        self.leafWeight = leafWeight
    }
}
