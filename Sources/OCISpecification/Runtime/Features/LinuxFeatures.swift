public import JSONText

/// What a runtime can do on Linux.
public struct LinuxFeatures: JSONDirect, Hashable, Sendable {
    public var namespaces: [String]?
    public var capabilities: [String]?
    public var cgroup: CgroupFeatures?
    public var seccomp: SeccompFeatures?
    public var apparmor: FeatureSwitch?
    public var selinux: FeatureSwitch?
    public var intelRdt: IntelRdtFeatures?
    public var memoryPolicy: MemoryPolicyFeatures?
    public var mountExtensions: MountExtensionFeatures?
    public var netDevices: FeatureSwitch?

    public init(
        namespaces: [String]? = nil, capabilities: [String]? = nil, cgroup: CgroupFeatures? = nil,
        seccomp: SeccompFeatures? = nil, apparmor: FeatureSwitch? = nil, selinux: FeatureSwitch? = nil,
        intelRdt: IntelRdtFeatures? = nil, memoryPolicy: MemoryPolicyFeatures? = nil,
        mountExtensions: MountExtensionFeatures? = nil, netDevices: FeatureSwitch? = nil
    ) {
        self.namespaces = namespaces
        self.capabilities = capabilities
        self.cgroup = cgroup
        self.seccomp = seccomp
        self.apparmor = apparmor
        self.selinux = selinux
        self.intelRdt = intelRdt
        self.memoryPolicy = memoryPolicy
        self.mountExtensions = mountExtensions
        self.netDevices = netDevices
    }
}

extension LinuxFeatures {
    public init(reading json: inout JSONReader) throws(JSONError) {
        namespaces = try json.optional("namespaces")
        capabilities = try json.optional("capabilities")
        cgroup = try json.optional("cgroup")
        seccomp = try json.optional("seccomp")
        apparmor = try json.optional("apparmor")
        selinux = try json.optional("selinux")
        intelRdt = try json.optional("intelRdt")
        memoryPolicy = try json.optional("memoryPolicy")
        mountExtensions = try json.optional("mountExtensions")
        netDevices = try json.optional("netDevices")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("namespaces", namespaces)
        try json.add("capabilities", capabilities)
        try json.add("cgroup", cgroup)
        try json.add("seccomp", seccomp)
        try json.add("apparmor", apparmor)
        try json.add("selinux", selinux)
        try json.add("intelRdt", intelRdt)
        try json.add("memoryPolicy", memoryPolicy)
        try json.add("mountExtensions", mountExtensions)
        try json.add("netDevices", netDevices)
    }
}
