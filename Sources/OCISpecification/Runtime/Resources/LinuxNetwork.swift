package import JSONText

/// Class and priorities of the network packets of a container (cgroup v1).
package struct LinuxNetwork: JSONDirect, Hashable, Sendable {
    package var classID: UInt32?
    package var priorities: [LinuxInterfacePriority]?

    package init(classID: UInt32? = nil, priorities: [LinuxInterfacePriority]? = nil) {
        self.classID = classID
        self.priorities = priorities
    }
}

extension LinuxNetwork {
    package init(reading json: inout JSONReader) throws(JSONError) {
        classID = try json.optional("classID")
        priorities = try json.optional("priorities")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("classID", classID)
        try json.add("priorities", priorities)
    }
}
