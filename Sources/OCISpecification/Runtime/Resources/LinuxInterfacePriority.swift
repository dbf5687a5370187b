/// The priority of packets that leave through one interface.
package struct LinuxInterfacePriority: Codable, Hashable, Sendable {
    package var name: String
    package var priority: UInt32

    package init(name: String, priority: UInt32) {
        self.name = name
        self.priority = priority
    }
}
