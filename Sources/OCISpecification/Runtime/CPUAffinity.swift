package import JSONText

/// On which CPUs a process that joins a container runs, as lists such as `0-3,7`.
package struct CPUAffinity: JSONDirect, Hashable, Sendable {
    /// While it enters the control group.
    package var initial: String?
    /// From then on.
    package var final: String?

    package init(initial: String? = nil, final: String? = nil) {
        self.initial = initial
        self.final = final
    }
}

extension CPUAffinity {
    package init(reading json: inout JSONReader) throws(JSONError) {
        initial = try json.optional("initial")
        final = try json.optional("final")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("initial", initial)
        try json.add("final", final)
    }
}
