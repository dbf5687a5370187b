public import JSONText

/// What a user asks of a container, as the options of `create` and `run` say it. Kept in its `container.json`.
///
/// Texts with rules of their own (mounts, devices, limits) stand here as parsed values; names that only the host, an image
/// or another container can resolve stay as the user wrote them.
public struct ContainerRequest: JSONDirect, Sendable {
    // What runs
    public var image = ""
    public var arguments: [String] = []
    /// Nil: the image's; empty: none.
    public var entrypoint: [String]?
    public var name: String?
    public var rootFileSystem: String?
    public var platform: String?
    public var initProcess = false
    public var runtime: String?

    // Process
    public var environment: [String] = []
    public var unsetEnvironment: [String] = []
    public var unsetAllEnvironment = false
    public var forwardsHostEnvironment = false
    public var forwardsProxies = true
    public var workingDirectory: String?
    public var user: String?
    public var groups: [String] = []
    public var umask: UInt32?
    public var terminal = false
    public var interactive = false
    public var attach: [String] = []
    public var timeZone: String?
    public var preservedDescriptors = 0
    public var ulimits: [UlimitRequest] = []
    public var outOfMemoryScoreAdjustment: Int?
    /// A user or group that the image does not know is added to its `/etc/passwd` and `/etc/group`.
    public var writesAccounts = true
    public var passwordEntry: String?
    public var groupEntry: String?

    // Names and labels
    public var hostname: String?
    public var domainName: String?
    public var labels: [String: String] = [:]
    public var annotations: [String: String] = [:]

    // Files
    public var mounts: [MountRequest] = []
    public var volumesFrom: [String] = []
    public var devices: [DeviceRequest] = []
    public var deviceRules: [String] = []
    public var readOnly = false
    public var readOnlyTmpfs = true
    public var sharedMemorySize: Int64?
    public var imageVolumes: ImageVolumeMode = .anonymous

    // Isolation
    public var privileged = false
    public var capabilitiesAdded: [String] = []
    public var capabilitiesDropped: [String] = []
    public var securityOptions: [String] = []
    public var sysctls: [String: String] = [:]
    public var pidMode = ""
    public var ipcMode = ""
    public var utsMode = ""
    public var userMode = ""
    public var cgroupMode = ""
    public var uidMappings: [String] = []
    public var gidMappings: [String] = []
    public var subuidName: String?
    public var subgidName: String?
    public var cgroupParent: String?
    /// `enabled`, `disabled`, `no-conmon`, `split` as podman names them.
    public var cgroups = "enabled"

    // Resources
    public var resources = ResourceRequest()

    // Network
    public var network = ""
    public var address: String?
    public var macAddress: String?
    public var dnsServers: [String] = []
    public var dnsSearch: [String] = []
    public var dnsOptions: [String] = []
    public var addedHosts: [String] = []
    public var writesHosts = true
    public var writesHostname = true
    public var exposedPorts: [String] = []
    /// Containers that are started before this one.
    public var requires: [String] = []

    // Life
    public var removesOnExit = false
    public var removesImage = false
    public var replaces = false
    public var restart = "no"
    public var stopSignal: String?
    public var stopTimeout: Int?
    public var timeout = 0
    public var detachKeys: String?
    public var cidFile: String?
    public var pidFile: String?
    public var logDriver: String?
    public var logOptions: [String: String] = [:]
    public var pull = "missing"
    public var quiet = false
    /// The words of the command line that asked for it.
    public var createCommand: [String]?

    public init() {}
}

/// What the volumes that an image declares become.
public enum ImageVolumeMode: String, JSONStringValue, Sendable { case anonymous, bind, tmpfs, ignore }

/// `--ulimit`: a resource limit of the process.
public struct UlimitRequest: JSONDirect, Sendable, Hashable {
    /// Such as `RLIMIT_NOFILE`.
    public var type: String
    public var soft: UInt64
    public var hard: UInt64
}

/// `--device`: a device of the host, and what it is called inside.
public struct DeviceRequest: JSONDirect, Sendable, Hashable {
    public var host: String
    public var container: String
    public var permissions: String
}

/// The limits of `--memory`, `--cpus` and their kin; nil where the user said nothing.
public struct ResourceRequest: JSONDirect, Sendable {
    public var memory: Int64?
    public var memoryReservation: Int64?
    /// Memory and swap together; -1 for no limit.
    public var memorySwap: Int64?
    public var memorySwappiness: UInt64?
    public var kernelMemory: Int64?
    public var outOfMemoryKillDisabled = false
    public var nanoCPUs: Int64?
    public var cpuShares: UInt64?
    public var cpuPeriod: UInt64?
    public var cpuQuota: Int64?
    public var cpuRealtimePeriod: UInt64?
    public var cpuRealtimeRuntime: Int64?
    public var cpusetCPUs: String?
    public var cpusetMemory: String?
    /// 0 or -1: no limit. Nil: the engine's default.
    public var pidsLimit: Int64?
    public var blockWeight: UInt16?
    public var blockWeightDevices: [DeviceNumberRequest] = []
    public var readBytesPerSecond: [DeviceNumberRequest] = []
    public var writeBytesPerSecond: [DeviceNumberRequest] = []
    public var readOperationsPerSecond: [DeviceNumberRequest] = []
    public var writeOperationsPerSecond: [DeviceNumberRequest] = []
    public var unified: [String: String] = [:]

    public init() {}
}

/// A number that holds for one block device of the host.
public struct DeviceNumberRequest: JSONDirect, Sendable, Hashable {
    public var path: String
    public var value: UInt64
    public init(path: String, value: UInt64) {
        self.path = path
        self.value = value
    }
}
