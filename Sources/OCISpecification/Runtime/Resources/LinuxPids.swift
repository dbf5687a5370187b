/// How many processes and threads there may be.
package struct LinuxPids: Codable, Hashable, Sendable {
    /// 0 or less, or nil: no limit.
    package var limit: Int64?

    package init(limit: Int64? = nil) {
        self.limit = limit
    }
}
