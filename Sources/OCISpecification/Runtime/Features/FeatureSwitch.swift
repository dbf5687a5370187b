package import JSONText

/// Whether a runtime can do a thing.
package struct FeatureSwitch: JSONDirect, Hashable, Sendable {
    package var enabled: Bool?

    package init(enabled: Bool? = nil) {
        self.enabled = enabled
    }
}

extension FeatureSwitch {
    package init(reading json: inout JSONReader) throws(JSONError) {
        enabled = try json.optional("enabled")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("enabled", enabled)
    }
}
