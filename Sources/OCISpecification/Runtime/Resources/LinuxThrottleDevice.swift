public import JSONText

/// The limit of one block device, in bytes or operations a second.
public struct LinuxThrottleDevice: JSONDirect, Hashable, Sendable {
    public var major: Int64
    public var minor: Int64
    public var rate: UInt64

    public init(major: Int64, minor: Int64, rate: UInt64) {
        self.major = major
        self.minor = minor
        self.rate = rate
    }
}

extension LinuxThrottleDevice {
    public init(reading json: inout JSONReader) throws(JSONError) {
        major = try json.required("major")
        minor = try json.required("minor")
        rate = try json.required("rate")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("major", major)
        try json.add("minor", minor)
        try json.add("rate", rate)
    }
}
