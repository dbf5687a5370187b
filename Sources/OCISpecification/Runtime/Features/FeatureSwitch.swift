public import JSONText

/// Whether a runtime can do a thing.
public struct FeatureSwitch: JSONDirect, Hashable, Sendable {
    public var enabled: Bool?

    public init(enabled: Bool? = nil) {
        self.enabled = enabled
    }
}

extension FeatureSwitch {
    public init(reading json: inout JSONReader) throws(JSONError) {
        enabled = try json.optional("enabled")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("enabled", enabled)
    }
}
