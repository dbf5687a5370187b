/// On which CPUs a process that joins a container runs, as lists such as `0-3,7`.
package struct CPUAffinity: Codable, Hashable, Sendable {
    /// While it enters the control group.
    package var initial: String?
    /// From then on.
    package var final: String?

    package init(initial: String? = nil, final: String? = nil) {
        self.initial = initial
        self.final = final
    }
}
