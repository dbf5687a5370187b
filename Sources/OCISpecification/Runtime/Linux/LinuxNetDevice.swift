package import JSONText

/// A network device of the host that is moved into a container.
package struct LinuxNetDevice: JSONDirect, Hashable, Sendable {
    /// Its name in the container; nil for the same.
    package var name: String?

    package init(name: String? = nil) {
        self.name = name
    }
}

extension LinuxNetDevice {
    package init(reading json: inout JSONReader) throws(JSONError) {
        name = try json.optional("name")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("name", name)
    }
}
