public import JSONText

/// The priority of packets that leave through one interface.
public struct LinuxInterfacePriority: JSONDirect, Hashable, Sendable {
    public var name: String
    public var priority: UInt32

    public init(name: String, priority: UInt32) {
        self.name = name
        self.priority = priority
    }
}

extension LinuxInterfacePriority {
    public init(reading json: inout JSONReader) throws(JSONError) {
        name = try json.required("name")
        priority = try json.required("priority")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("name", name)
        try json.add("priority", priority)
    }
}
