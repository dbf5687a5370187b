/// What a runtime can filter.
package struct SeccompFeatures: Codable, Hashable, Sendable {
    package var enabled: Bool?
    package var actions: [String]?
    package var operators: [String]?
    package var archs: [String]?
    package var knownFlags: [String]?
    package var supportedFlags: [String]?

    package init(
        enabled: Bool? = nil, actions: [String]? = nil, operators: [String]? = nil, archs: [String]? = nil,
        knownFlags: [String]? = nil, supportedFlags: [String]? = nil
    ) {
        self.enabled = enabled
        self.actions = actions
        self.operators = operators
        self.archs = archs
        self.knownFlags = knownFlags
        self.supportedFlags = supportedFlags
    }
}
