public import JSONText

/// Weights and limits of block devices.
public struct LinuxBlockIO: JSONDirect, Hashable, Sendable {
    /// 10 to 1000.
    public var weight: UInt16?
    public var leafWeight: UInt16?
    public var weightDevice: [LinuxWeightDevice]?
    public var throttleReadBpsDevice: [LinuxThrottleDevice]?
    public var throttleWriteBpsDevice: [LinuxThrottleDevice]?
    public var throttleReadIOPSDevice: [LinuxThrottleDevice]?
    public var throttleWriteIOPSDevice: [LinuxThrottleDevice]?

    public init(
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

extension LinuxBlockIO {
    public init(reading json: inout JSONReader) throws(JSONError) {
        weight = try json.optional("weight")
        leafWeight = try json.optional("leafWeight")
        weightDevice = try json.optional("weightDevice")
        throttleReadBpsDevice = try json.optional("throttleReadBpsDevice")
        throttleWriteBpsDevice = try json.optional("throttleWriteBpsDevice")
        throttleReadIOPSDevice = try json.optional("throttleReadIOPSDevice")
        throttleWriteIOPSDevice = try json.optional("throttleWriteIOPSDevice")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("weight", weight)
        try json.add("leafWeight", leafWeight)
        try json.add("weightDevice", weightDevice)
        try json.add("throttleReadBpsDevice", throttleReadBpsDevice)
        try json.add("throttleWriteBpsDevice", throttleWriteBpsDevice)
        try json.add("throttleReadIOPSDevice", throttleReadIOPSDevice)
        try json.add("throttleWriteIOPSDevice", throttleWriteIOPSDevice)
    }
}
