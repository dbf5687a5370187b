public import JSONText

/// The weight of one block device.
public struct LinuxWeightDevice: JSONDirect, Hashable, Sendable {
    public var major: Int64
    public var minor: Int64
    public var weight: UInt16?
    public var leafWeight: UInt16?

    public init(major: Int64, minor: Int64, weight: UInt16? = nil, leafWeight: UInt16? = nil) {
        self.major = major
        self.minor = minor
        self.weight = weight
        self.leafWeight = leafWeight
    }
}

extension LinuxWeightDevice {
    public init(reading json: inout JSONReader) throws(JSONError) {
        major = try json.required("major")
        minor = try json.required("minor")
        weight = try json.optional("weight")
        leafWeight = try json.optional("leafWeight")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("major", major)
        try json.add("minor", minor)
        try json.add("weight", weight)
        try json.add("leafWeight", leafWeight)
    }
}
