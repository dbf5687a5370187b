/// A limit of huge pages of one size.
package struct LinuxHugepageLimit: Codable, Hashable, Sendable {
    /// Such as `2MB`.
    package var pageSize: String
    /// Bytes.
    package var limit: UInt64

    package init(pageSize: String, limit: UInt64) {
        self.pageSize = pageSize
        self.limit = limit
    }
}
