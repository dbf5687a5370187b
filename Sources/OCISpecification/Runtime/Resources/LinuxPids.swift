package import JSONText

/// How many processes and threads there may be.
package struct LinuxPids: JSONDirect, Hashable, Sendable {
    /// 0 or less, or nil: no limit.
    package var limit: Int64?

    package init(limit: Int64? = nil) {
        self.limit = limit
    }
}

extension LinuxPids {
    package init(reading json: inout JSONReader) throws(JSONError) {
        limit = try json.optional("limit")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("limit", limit)
    }
}
