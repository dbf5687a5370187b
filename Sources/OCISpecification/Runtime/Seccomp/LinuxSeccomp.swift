/// Which system calls a container may make: seccomp(2).
package struct LinuxSeccomp: Codable, Hashable, Sendable {
    /// What happens to a call that no rule is about, such as `SCMP_ACT_ERRNO`.
    package var defaultAction: String
    package var defaultErrnoRet: UInt?
    /// Such as `SCMP_ARCH_X86_64`.
    package var architectures: [String]?
    /// Such as `SECCOMP_FILTER_FLAG_LOG`.
    package var flags: [String]?
    /// The socket that gets the descriptor for `SCMP_ACT_NOTIFY`.
    package var listenerPath: String?
    package var listenerMetadata: String?
    package var syscalls: [LinuxSyscall]?

    package init(
        defaultAction: String, defaultErrnoRet: UInt? = nil, architectures: [String]? = nil,
        flags: [String]? = nil, listenerPath: String? = nil, listenerMetadata: String? = nil,
        syscalls: [LinuxSyscall]? = nil
    ) {
        self.defaultAction = defaultAction
        self.defaultErrnoRet = defaultErrnoRet
        self.architectures = architectures
        self.flags = flags
        self.listenerPath = listenerPath
        self.listenerMetadata = listenerMetadata
        self.syscalls = syscalls
    }
}
