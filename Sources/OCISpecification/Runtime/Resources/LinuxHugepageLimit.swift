public import JSONText

/// A limit of huge pages of one size.
public struct LinuxHugepageLimit: JSONDirect, Hashable, Sendable {
    /// Such as `2MB`.
    public var pageSize: String
    /// Bytes.
    public var limit: UInt64

    public init(pageSize: String, limit: UInt64) {
        self.pageSize = pageSize
        self.limit = limit
    }
}

extension LinuxHugepageLimit {
    public init(reading json: inout JSONReader) throws(JSONError) {
        pageSize = try json.required("pageSize")
        limit = try json.required("limit")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("pageSize", pageSize)
        try json.add("limit", limit)
    }
}
