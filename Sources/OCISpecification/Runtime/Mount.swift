public import JSONText

/// A file system that is mounted in a container.
public struct Mount: JSONDirect, Hashable, Sendable {
    /// An absolute path as the container sees it.
    public var destination: String
    /// The kind of file system; `bind` or `rbind` among the options makes it a bind mount.
    public var type: String?
    /// A device, a path of the host (relative to the bundle), or a name.
    public var source: String?
    /// As fstab(5) knows them.
    public var options: [String]?
    /// For an idmapped mount.
    public var uidMappings: [LinuxIDMapping]?
    public var gidMappings: [LinuxIDMapping]?

    public init(
        destination: String, type: String? = nil, source: String? = nil, options: [String]? = nil,
        uidMappings: [LinuxIDMapping]? = nil, gidMappings: [LinuxIDMapping]? = nil
    ) {
        self.destination = destination
        self.type = type
        self.source = source
        self.options = options
        self.uidMappings = uidMappings
        self.gidMappings = gidMappings
    }
}

extension Mount {
    public init(reading json: inout JSONReader) throws(JSONError) {
        destination = try json.required("destination")
        type = try json.optional("type")
        source = try json.optional("source")
        options = try json.optional("options")
        uidMappings = try json.optional("uidMappings")
        gidMappings = try json.optional("gidMappings")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("destination", destination)
        try json.add("type", type)
        try json.add("source", source)
        try json.add("options", options)
        try json.add("uidMappings", uidMappings)
        try json.add("gidMappings", gidMappings)
    }
}
