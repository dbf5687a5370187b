public import JSONText

/// How many processes and threads there may be.
public struct LinuxPids: JSONDirect, Hashable, Sendable {
    /// 0 or less, or nil: no limit.
    public var limit: Int64?

    public init(limit: Int64? = nil) {
        self.limit = limit
    }
}

extension LinuxPids {
    public init(reading json: inout JSONReader) throws(JSONError) {
        limit = try json.optional("limit")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("limit", limit)
    }
}
