public import JSONText

/// What a runtime can filter.
public struct SeccompFeatures: JSONDirect, Hashable, Sendable {
    public var enabled: Bool?
    public var actions: [String]?
    public var operators: [String]?
    public var archs: [String]?
    public var knownFlags: [String]?
    public var supportedFlags: [String]?

    public init(
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

extension SeccompFeatures {
    public init(reading json: inout JSONReader) throws(JSONError) {
        enabled = try json.optional("enabled")
        actions = try json.optional("actions")
        operators = try json.optional("operators")
        archs = try json.optional("archs")
        knownFlags = try json.optional("knownFlags")
        supportedFlags = try json.optional("supportedFlags")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("enabled", enabled)
        try json.add("actions", actions)
        try json.add("operators", operators)
        try json.add("archs", archs)
        try json.add("knownFlags", knownFlags)
        try json.add("supportedFlags", supportedFlags)
    }
}
