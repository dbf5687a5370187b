/// What a runtime can do with resctrl.
package struct IntelRdtFeatures: Codable, Hashable, Sendable {
    package var enabled: Bool?
    package var schemata: Bool?
    package var monitoring: Bool?

    package init(enabled: Bool? = nil, schemata: Bool? = nil, monitoring: Bool? = nil) {
        self.enabled = enabled
        self.schemata = schemata
        self.monitoring = monitoring
    }
}
