public import JSONText

/// What only Linux has.
public struct LinuxConfiguration: JSONDirect, Hashable, Sendable {
    public var uidMappings: [LinuxIDMapping]?
    public var gidMappings: [LinuxIDMapping]?
    /// By clock: `monotonic` and `boottime`.
    public var timeOffsets: [String: LinuxTimeOffset]?
    public var namespaces: [LinuxNamespace]?
    public var devices: [LinuxDevice]?
    /// By their names on the host.
    public var netDevices: [String: LinuxNetDevice]?
    /// For the systemd driver `slice:prefix:name`.
    public var cgroupsPath: String?
    public var resources: LinuxResources?
    public var rootfsPropagation: String?
    public var seccomp: LinuxSeccomp?
    public var sysctl: [String: String]?
    public var maskedPaths: [String]?
    public var readonlyPaths: [String]?
    public var mountLabel: String?
    public var intelRdt: LinuxIntelRdt?
    public var memoryPolicy: LinuxMemoryPolicy?
    public var personality: LinuxPersonality?

    public init(
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

extension LinuxConfiguration {
    public init(reading json: inout JSONReader) throws(JSONError) {
        uidMappings = try json.optional("uidMappings")
        gidMappings = try json.optional("gidMappings")
        timeOffsets = try json.optional("timeOffsets")
        namespaces = try json.optional("namespaces")
        devices = try json.optional("devices")
        netDevices = try json.optional("netDevices")
        cgroupsPath = try json.optional("cgroupsPath")
        resources = try json.optional("resources")
        rootfsPropagation = try json.optional("rootfsPropagation")
        seccomp = try json.optional("seccomp")
        sysctl = try json.optional("sysctl")
        maskedPaths = try json.optional("maskedPaths")
        readonlyPaths = try json.optional("readonlyPaths")
        mountLabel = try json.optional("mountLabel")
        intelRdt = try json.optional("intelRdt")
        memoryPolicy = try json.optional("memoryPolicy")
        personality = try json.optional("personality")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("uidMappings", uidMappings)
        try json.add("gidMappings", gidMappings)
        try json.add("timeOffsets", timeOffsets)
        try json.add("namespaces", namespaces)
        try json.add("devices", devices)
        try json.add("netDevices", netDevices)
        try json.add("cgroupsPath", cgroupsPath)
        try json.add("resources", resources)
        try json.add("rootfsPropagation", rootfsPropagation)
        try json.add("seccomp", seccomp)
        try json.add("sysctl", sysctl)
        try json.add("maskedPaths", maskedPaths)
        try json.add("readonlyPaths", readonlyPaths)
        try json.add("mountLabel", mountLabel)
        try json.add("intelRdt", intelRdt)
        try json.add("memoryPolicy", memoryPolicy)
        try json.add("personality", personality)
    }
}
