public import JSONText

/// Which system calls a container may make: seccomp(2).
public struct LinuxSeccomp: JSONDirect, Hashable, Sendable {
    /// What happens to a call that no rule is about, such as `SCMP_ACT_ERRNO`.
    public var defaultAction: String
    public var defaultErrnoRet: UInt?
    /// Such as `SCMP_ARCH_X86_64`.
    public var architectures: [String]?
    /// Such as `SECCOMP_FILTER_FLAG_LOG`.
    public var flags: [String]?
    /// The socket that gets the descriptor for `SCMP_ACT_NOTIFY`.
    public var listenerPath: String?
    public var listenerMetadata: String?
    public var syscalls: [LinuxSyscall]?

    public init(
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

extension LinuxSeccomp {
    public init(reading json: inout JSONReader) throws(JSONError) {
        defaultAction = try json.required("defaultAction")
        defaultErrnoRet = try json.optional("defaultErrnoRet")
        architectures = try json.optional("architectures")
        flags = try json.optional("flags")
        listenerPath = try json.optional("listenerPath")
        listenerMetadata = try json.optional("listenerMetadata")
        syscalls = try json.optional("syscalls")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("defaultAction", defaultAction)
        try json.add("defaultErrnoRet", defaultErrnoRet)
        try json.add("architectures", architectures)
        try json.add("flags", flags)
        try json.add("listenerPath", listenerPath)
        try json.add("listenerMetadata", listenerMetadata)
        try json.add("syscalls", syscalls)
    }
}
