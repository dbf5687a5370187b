public import JSONText

/// What a runtime can do with resctrl.
public struct IntelRdtFeatures: JSONDirect, Hashable, Sendable {
    public var enabled: Bool?
    public var schemata: Bool?
    public var monitoring: Bool?

    public init(enabled: Bool? = nil, schemata: Bool? = nil, monitoring: Bool? = nil) {
        self.enabled = enabled
        self.schemata = schemata
        self.monitoring = monitoring
    }
}

extension IntelRdtFeatures {
    public init(reading json: inout JSONReader) throws(JSONError) {
        enabled = try json.optional("enabled")
        schemata = try json.optional("schemata")
        monitoring = try json.optional("monitoring")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("enabled", enabled)
        try json.add("schemata", schemata)
        try json.add("monitoring", monitoring)
    }
}
