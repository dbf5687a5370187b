package import JSONText

/// The priority of input and output: ioprio_set(2).
package struct LinuxIOPriority: JSONDirect, Hashable, Sendable {
    /// `IOPRIO_CLASS_RT`, `IOPRIO_CLASS_BE` or `IOPRIO_CLASS_IDLE`.
    package var `class`: String
    /// 0 (highest) to 7.
    package var priority: Int?

    package init(`class`: String, priority: Int? = nil) {
        self.class = `class`
        self.priority = priority
    }
}

extension LinuxIOPriority {
    package init(reading json: inout JSONReader) throws(JSONError) {
        self.class = try json.required("class")
        priority = try json.optional("priority")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("class", `class`)
        try json.add("priority", priority)
    }
}
