public import Linux

/// A filter of system calls as the kernel takes it: made once from a profile, kept as bytes, loaded before `execve`.
public struct SeccompProgram: Hashable, Sendable {
    public let instructions: [FilterInstruction]
    /// `SECCOMP_FILTER_FLAG_…` of `linux/seccomp.h`, without the one for a listener.
    public let flags: FilterFlags
    /// Whether some answer asks a listener (`SCMP_ACT_NOTIFY`), so that loading yields its descriptor.
    public let needsListener: Bool

    public struct FilterFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        /// All threads of the process get the filter.
        public static let synchronizeThreads = FilterFlags(rawValue: 1)
        /// What is not allowed is logged.
        public static let log = FilterFlags(rawValue: 2)
        /// Speculative store bypass stays on (4.17).
        public static let allowSpeculation = FilterFlags(rawValue: 4)
        /// Waiting for a listener can be interrupted only by a fatal signal (5.19).
        public static let waitKillable = FilterFlags(rawValue: 32)
        static let newListener = FilterFlags(rawValue: 8)
    }

    init(instructions: [FilterInstruction], flags: FilterFlags, needsListener: Bool) {
        self.instructions = instructions
        self.flags = flags
        self.needsListener = needsListener
    }

    /// Puts the calling process under the filter, for good. It needs `no_new_privs` or CAP_SYS_ADMIN in its user
    /// namespace. With `needsListener` the listener's descriptor is answered.
    public func load() throws(SystemCallError) -> Descriptor? {
        let all = needsListener ? flags.union(.newListener) : flags
        return try loadSystemCallFilter(instructions.map { $0.packed }, flags: all.rawValue)
    }
}
