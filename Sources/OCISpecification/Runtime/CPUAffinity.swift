public import JSONText

/// On which CPUs a process that joins a container runs, as lists such as `0-3,7`.
public struct CPUAffinity: JSONDirect, Hashable, Sendable {
    /// While it enters the control group.
    public var initial: String?
    /// From then on.
    public var final: String?

    public init(initial: String? = nil, final: String? = nil) {
        self.initial = initial
        self.final = final
    }
}

extension CPUAffinity {
    public init(reading json: inout JSONReader) throws(JSONError) {
        initial = try json.optional("initial")
        final = try json.optional("final")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("initial", initial)
        try json.add("final", final)
    }
}
