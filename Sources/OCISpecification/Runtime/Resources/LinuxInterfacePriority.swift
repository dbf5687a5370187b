package import JSONText

/// The priority of packets that leave through one interface.
package struct LinuxInterfacePriority: JSONDirect, Hashable, Sendable {
    package var name: String
    package var priority: UInt32

    package init(name: String, priority: UInt32) {
        self.name = name
        self.priority = priority
    }
}

extension LinuxInterfacePriority {
    package init(reading json: inout JSONReader) throws(JSONError) {
        name = try json.required("name")
        priority = try json.required("priority")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("name", name)
        try json.add("priority", priority)
    }
}
