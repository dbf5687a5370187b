package import JSONText

/// What a runtime can do on Linux.
package struct LinuxFeatures: JSONDirect, Hashable, Sendable {
    package var namespaces: [String]?
    package var capabilities: [String]?
    package var cgroup: CgroupFeatures?
    package var seccomp: SeccompFeatures?
    package var apparmor: FeatureSwitch?
    package var selinux: FeatureSwitch?
    package var intelRdt: IntelRdtFeatures?
    package var memoryPolicy: MemoryPolicyFeatures?
    package var mountExtensions: MountExtensionFeatures?
    package var netDevices: FeatureSwitch?

    package init(
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
    package init(reading json: inout JSONReader) throws(JSONError) {
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

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
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
