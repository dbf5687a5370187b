/// A device node that is made in a container.
package struct LinuxDevice: Codable, Hashable, Sendable {
    /// `c`, `u` (the same), `b` or `p`.
    package var type: String
    package var path: String
    /// Not for `p`.
    package var major: Int64?
    package var minor: Int64?
    package var fileMode: UInt32?
    package var uid: UInt32?
    package var gid: UInt32?

    package init(
        type: String, path: String, major: Int64? = nil, minor: Int64? = nil, fileMode: UInt32? = nil,
        uid: UInt32? = nil, gid: UInt32? = nil
    ) {
        self.type = type
        self.path = path
        self.major = major
        self.minor = minor
        self.fileMode = fileMode
        self.uid = uid
        self.gid = gid
    }
}
