/// Who a process runs as. The numbers are those inside of the user namespace.
package struct User: Codable, Hashable, Sendable {
    package var uid: UInt32
    package var gid: UInt32
    package var umask: UInt32?
    package var additionalGids: [UInt32]?
    /// Only for Windows.
    package var username: String?

    package init(
        uid: UInt32, gid: UInt32, umask: UInt32? = nil, additionalGids: [UInt32]? = nil, username: String? = nil
    ) {
        self.uid = uid
        self.gid = gid
        self.umask = umask
        self.additionalGids = additionalGids
        self.username = username
    }
}
