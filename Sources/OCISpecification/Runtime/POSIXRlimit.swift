/// A limit on what a process may use: getrlimit(2).
package struct POSIXRlimit: Codable, Hashable, Sendable {
    /// Such as `RLIMIT_NOFILE`.
    package var type: String
    package var hard: UInt64
    package var soft: UInt64

    package init(type: String, hard: UInt64, soft: UInt64) {
        self.type = type
        self.hard = hard
        self.soft = soft
    }
}
