public import JSONText

/// Programs that are run at points of a container's life.
public struct Hooks: JSONDirect, Hashable, Sendable {
    /// Deprecated, and still run: after the namespaces are made, before pivot_root.
    public var prestart: [Hook]?
    /// In the namespaces of the runtime, before pivot_root.
    public var createRuntime: [Hook]?
    /// In the namespaces of the container, before pivot_root.
    public var createContainer: [Hook]?
    /// In the container, before its program.
    public var startContainer: [Hook]?
    /// In the namespaces of the runtime, after the program was started.
    public var poststart: [Hook]?
    /// In the namespaces of the runtime, after the container was deleted.
    public var poststop: [Hook]?

    public init(
        prestart: [Hook]? = nil, createRuntime: [Hook]? = nil, createContainer: [Hook]? = nil,
        startContainer: [Hook]? = nil, poststart: [Hook]? = nil, poststop: [Hook]? = nil
    ) {
        self.prestart = prestart
        self.createRuntime = createRuntime
        self.createContainer = createContainer
        self.startContainer = startContainer
        self.poststart = poststart
        self.poststop = poststop
    }
}

extension Hooks {
    public init(reading json: inout JSONReader) throws(JSONError) {
        prestart = try json.optional("prestart")
        createRuntime = try json.optional("createRuntime")
        createContainer = try json.optional("createContainer")
        startContainer = try json.optional("startContainer")
        poststart = try json.optional("poststart")
        poststop = try json.optional("poststop")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("prestart", prestart)
        try json.add("createRuntime", createRuntime)
        try json.add("createContainer", createContainer)
        try json.add("startContainer", startContainer)
        try json.add("poststart", poststart)
        try json.add("poststop", poststop)
    }
}
