public import JSONText

/// A network device of the host that is moved into a container.
public struct LinuxNetDevice: JSONDirect, Hashable, Sendable {
    /// Its name in the container; nil for the same.
    public var name: String?

    public init(name: String? = nil) {
        self.name = name
    }
}

extension LinuxNetDevice {
    public init(reading json: inout JSONReader) throws(JSONError) {
        name = try json.optional("name")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("name", name)
    }
}
