/// Class and priorities of the network packets of a container (cgroup v1).
package struct LinuxNetwork: Codable, Hashable, Sendable {
    package var classID: UInt32?
    package var priorities: [LinuxInterfacePriority]?

    package init(classID: UInt32? = nil, priorities: [LinuxInterfacePriority]? = nil) {
        self.classID = classID
        self.priorities = priorities
    }
}
