public import JSONText

/// The priority of input and output: ioprio_set(2).
public struct LinuxIOPriority: JSONDirect, Hashable, Sendable {
    /// `IOPRIO_CLASS_RT`, `IOPRIO_CLASS_BE` or `IOPRIO_CLASS_IDLE`.
    public var `class`: String
    /// 0 (highest) to 7.
    public var priority: Int?

    public init(`class`: String, priority: Int? = nil) {
        self.class = `class`
        self.priority = priority
    }
}

extension LinuxIOPriority {
    public init(reading json: inout JSONReader) throws(JSONError) {
        self.class = try json.required("class")
        priority = try json.optional("priority")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("class", `class`)
        try json.add("priority", priority)
    }
}
