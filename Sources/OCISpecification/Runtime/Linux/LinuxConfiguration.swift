/// What only Linux has.
package struct LinuxConfiguration: Codable, Hashable, Sendable {
    package var uidMappings: [LinuxIDMapping]?
    package var gidMappings: [LinuxIDMapping]?
    /// By clock: `monotonic` and `boottime`.
    package var timeOffsets: [String: LinuxTimeOffset]?
    package var namespaces: [LinuxNamespace]?
    package var devices: [LinuxDevice]?
    /// By their names on the host.
    package var netDevices: [String: LinuxNetDevice]?
    /// For the systemd driver `slice:prefix:name`.
    package var cgroupsPath: String?
    package var resources: LinuxResources?
    package var rootfsPropagation: String?
    package var seccomp: LinuxSeccomp?
    package var sysctl: [String: String]?
    package var maskedPaths: [String]?
    package var readonlyPaths: [String]?
    package var mountLabel: String?
    package var intelRdt: LinuxIntelRdt?
    package var memoryPolicy: LinuxMemoryPolicy?
    package var personality: LinuxPersonality?

    package init(
        uidMappings: [LinuxIDMapping]? = nil, gidMappings: [LinuxIDMapping]? = nil,
        timeOffsets: [String: LinuxTimeOffset]? = nil, namespaces: [LinuxNamespace]? = nil,
        devices: [LinuxDevice]? = nil, netDevices: [String: LinuxNetDevice]? = nil, cgroupsPath: String? = nil,
        resources: LinuxResources? = nil, rootfsPropagation: String? = nil, seccomp: LinuxSeccomp? = nil,
        sysctl: [String: String]? = nil, maskedPaths: [String]? = nil, readonlyPaths: [String]? = nil,
        mountLabel: String? = nil, intelRdt: LinuxIntelRdt? = nil, memoryPolicy: LinuxMemoryPolicy? = nil,
        personality: LinuxPersonality? = nil
    ) {
        self.uidMappings = uidMappings
        self.gidMappings = gidMappings
        self.timeOffsets = timeOffsets
        self.namespaces = namespaces
        self.devices = devices
        self.netDevices = netDevices
        self.cgroupsPath = cgroupsPath
        self.resources = resources
        self.rootfsPropagation = rootfsPropagation
        self.seccomp = seccomp
        self.sysctl = sysctl
        self.maskedPaths = maskedPaths
        self.readonlyPaths = readonlyPaths
        self.mountLabel = mountLabel
        self.intelRdt = intelRdt
        self.memoryPolicy = memoryPolicy
        self.personality = personality
    }
}
