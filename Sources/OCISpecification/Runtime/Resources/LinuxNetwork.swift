public import JSONText

/// Class and priorities of the network packets of a container (cgroup v1).
public struct LinuxNetwork: JSONDirect, Hashable, Sendable {
    public var classID: UInt32?
    public var priorities: [LinuxInterfacePriority]?

    public init(classID: UInt32? = nil, priorities: [LinuxInterfacePriority]? = nil) {
        self.classID = classID
        self.priorities = priorities
    }
}

extension LinuxNetwork {
    public init(reading json: inout JSONReader) throws(JSONError) {
        classID = try json.optional("classID")
        priorities = try json.optional("priorities")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("classID", classID)
        try json.add("priorities", priorities)
    }
}
