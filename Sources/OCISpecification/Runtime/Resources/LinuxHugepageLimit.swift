package import JSONText

/// A limit of huge pages of one size.
package struct LinuxHugepageLimit: JSONDirect, Hashable, Sendable {
    /// Such as `2MB`.
    package var pageSize: String
    /// Bytes.
    package var limit: UInt64

    package init(pageSize: String, limit: UInt64) {
        self.pageSize = pageSize
        self.limit = limit
    }
}

extension LinuxHugepageLimit {
    package init(reading json: inout JSONReader) throws(JSONError) {
        pageSize = try json.required("pageSize")
        limit = try json.required("limit")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("pageSize", pageSize)
        try json.add("limit", limit)
    }
}
