internal import Linux

/// A time namespace of the container's own, entered at once (`time_namespaces(7)`).
enum TimeOffsets {
    /// Each clock's offset in seconds and nanoseconds. Offsets can only be written before anyone is inside, which
    /// `setns` then makes us.
    static func enter(
        _ offsets: [(clock: String, seconds: Int64, nanoseconds: UInt32)], proc: borrowing Descriptor
    ) throws(SystemCallError) {
        try unshareNamespaces(.time)
        if !offsets.isEmpty {
            let text = offsets.map { "\($0.clock) \($0.seconds) \($0.nanoseconds)\n" }.joined()
            try writeControlFile("self/timens_offsets", text, at: proc.number)
        }
        try enterNamespaces(.time, of: open("self/ns/time_for_children", at: proc.number))
    }
}
