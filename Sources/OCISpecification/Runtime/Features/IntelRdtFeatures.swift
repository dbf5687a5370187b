package import JSONText

/// What a runtime can do with resctrl.
package struct IntelRdtFeatures: JSONDirect, Hashable, Sendable {
    package var enabled: Bool?
    package var schemata: Bool?
    package var monitoring: Bool?

    package init(enabled: Bool? = nil, schemata: Bool? = nil, monitoring: Bool? = nil) {
        self.enabled = enabled
        self.schemata = schemata
        self.monitoring = monitoring
    }
}

extension IntelRdtFeatures {
    package init(reading json: inout JSONReader) throws(JSONError) {
        enabled = try json.optional("enabled")
        schemata = try json.optional("schemata")
        monitoring = try json.optional("monitoring")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("enabled", enabled)
        try json.add("schemata", schemata)
        try json.add("monitoring", monitoring)
    }
}
