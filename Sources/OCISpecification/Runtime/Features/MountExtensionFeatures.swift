public import JSONText

/// What a runtime can do beyond mount(8).
public struct MountExtensionFeatures: JSONDirect, Hashable, Sendable {
    public var idmap: FeatureSwitch?

    public init(idmap: FeatureSwitch? = nil) {
        self.idmap = idmap
    }
}

extension MountExtensionFeatures {
    public init(reading json: inout JSONReader) throws(JSONError) {
        idmap = try json.optional("idmap")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("idmap", idmap)
    }
}
