package import JSONText

/// What a runtime can do beyond mount(8).
package struct MountExtensionFeatures: JSONDirect, Hashable, Sendable {
    package var idmap: FeatureSwitch?

    package init(idmap: FeatureSwitch? = nil) {
        self.idmap = idmap
    }
}

extension MountExtensionFeatures {
    package init(reading json: inout JSONReader) throws(JSONError) {
        idmap = try json.optional("idmap")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("idmap", idmap)
    }
}
