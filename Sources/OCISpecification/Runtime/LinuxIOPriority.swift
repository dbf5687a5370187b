/// The priority of input and output: ioprio_set(2).
package struct LinuxIOPriority: Codable, Hashable, Sendable {
    /// `IOPRIO_CLASS_RT`, `IOPRIO_CLASS_BE` or `IOPRIO_CLASS_IDLE`.
    package var `class`: String
    /// 0 (highest) to 7.
    package var priority: Int

    package init(`class`: String, priority: Int) {
        self.class = `class`
        self.priority = priority
    }
}
