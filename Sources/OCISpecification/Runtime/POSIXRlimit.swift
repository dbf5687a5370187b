public import JSONText

/// A limit on what a process may use: getrlimit(2).
public struct POSIXRlimit: JSONDirect, Hashable, Sendable {
    /// Such as `RLIMIT_NOFILE`.
    public var type: String
    public var hard: UInt64
    public var soft: UInt64

    public init(type: String, hard: UInt64, soft: UInt64) {
        self.type = type
        self.hard = hard
        self.soft = soft
    }
}

extension POSIXRlimit {
    public init(reading json: inout JSONReader) throws(JSONError) {
        type = try json.required("type")
        hard = try json.required("hard")
        soft = try json.required("soft")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("type", type)
        try json.add("hard", hard)
        try json.add("soft", soft)
    }
}
