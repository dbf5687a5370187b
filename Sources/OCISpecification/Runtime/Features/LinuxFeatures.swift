/// What a runtime can do on Linux.
package struct LinuxFeatures: Codable, Hashable, Sendable {
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
