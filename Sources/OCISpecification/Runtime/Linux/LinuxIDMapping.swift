/// A range of user or group numbers of the host that a user namespace sees: user_namespaces(7).
package struct LinuxIDMapping: Codable, Hashable, Sendable {
    package var containerID: UInt32
    package var hostID: UInt32
    package var size: UInt32

    package init(containerID: UInt32, hostID: UInt32, size: UInt32) {
        self.containerID = containerID
        self.hostID = hostID
        self.size = size
    }
}
