/// Weights and limits of block devices.
package struct LinuxBlockIO: Codable, Hashable, Sendable {
    /// 10 to 1000.
    package var weight: UInt16?
    package var leafWeight: UInt16?
    package var weightDevice: [LinuxWeightDevice]?
    package var throttleReadBpsDevice: [LinuxThrottleDevice]?
    package var throttleWriteBpsDevice: [LinuxThrottleDevice]?
    package var throttleReadIOPSDevice: [LinuxThrottleDevice]?
    package var throttleWriteIOPSDevice: [LinuxThrottleDevice]?

    package init(
        weight: UInt16? = nil, leafWeight: UInt16? = nil, weightDevice: [LinuxWeightDevice]? = nil,
        throttleReadBpsDevice: [LinuxThrottleDevice]? = nil, throttleWriteBpsDevice: [LinuxThrottleDevice]? = nil,
        throttleReadIOPSDevice: [LinuxThrottleDevice]? = nil, throttleWriteIOPSDevice: [LinuxThrottleDevice]? = nil
    ) {
        self.weight = weight
        self.leafWeight = leafWeight
        self.weightDevice = weightDevice
        self.throttleReadBpsDevice = throttleReadBpsDevice
        self.throttleWriteBpsDevice = throttleWriteBpsDevice
        self.throttleReadIOPSDevice = throttleReadIOPSDevice
        self.throttleWriteIOPSDevice = throttleWriteIOPSDevice
    }
}
