/// Whether a runtime can do a thing.
package struct FeatureSwitch: Codable, Hashable, Sendable {
    package var enabled: Bool?

    package init(enabled: Bool? = nil) {
        self.enabled = enabled
    }
}
