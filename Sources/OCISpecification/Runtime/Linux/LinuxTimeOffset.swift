public import JSONText

/// How far a clock of a time namespace is from the host's: time_namespaces(7).
public struct LinuxTimeOffset: JSONDirect, Hashable, Sendable {
    public var secs: Int64?
    public var nanosecs: UInt32?

    public init(secs: Int64? = nil, nanosecs: UInt32? = nil) {
        self.secs = secs
        self.nanosecs = nanosecs
    }
}

extension LinuxTimeOffset {
    public init(reading json: inout JSONReader) throws(JSONError) {
        secs = try json.optional("secs")
        nanosecs = try json.optional("nanosecs")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("secs", secs)
        try json.add("nanosecs", nanosecs)
    }
}
