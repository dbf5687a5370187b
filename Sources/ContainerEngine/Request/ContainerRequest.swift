internal import JSONText

/// What a user asks of a container, as the options of `create` and `run` say it. Kept in its `container.json`.
///
/// Texts with rules of their own (mounts, devices, limits) stand here as parsed values; names that only the host, an image
/// or another container can resolve stay as the user wrote them.
package struct ContainerRequest: JSONDirect, Sendable {
    // What runs
    package var image = ""
    package var arguments: [String] = []
    /// Nil: the image's; empty: none.
    package var entrypoint: [String]?
    package var name: String?
    package var rootFileSystem: String?
    package var platform: String?
    package var initProcess = false
    package var runtime: String?

    // Process
    package var environment: [String] = []
    package var unsetEnvironment: [String] = []
    package var unsetAllEnvironment = false
    package var forwardsHostEnvironment = false
    package var forwardsProxies = true
    package var workingDirectory: String?
    package var user: String?
    package var groups: [String] = []
    package var umask: UInt32?
    package var terminal = false
    package var interactive = false
    package var attach: [String] = []
    package var timeZone: String?
    package var preservedDescriptors = 0
    package var ulimits: [UlimitRequest] = []
    package var outOfMemoryScoreAdjustment: Int?
    /// A user or group that the image does not know is added to its `/etc/passwd` and `/etc/group`.
    package var writesAccounts = true
    package var passwordEntry: String?
    package var groupEntry: String?

    // Names and labels
    package var hostname: String?
    package var domainName: String?
    package var labels: [String: String] = [:]
    package var annotations: [String: String] = [:]

    // Files
    package var mounts: [MountRequest] = []
    package var volumesFrom: [String] = []
    package var devices: [DeviceRequest] = []
    package var deviceRules: [String] = []
    package var readOnly = false
    package var readOnlyTmpfs = true
    package var sharedMemorySize: Int64?
    package var imageVolumes: ImageVolumeMode = .anonymous

    // Isolation
    package var privileged = false
    package var capabilitiesAdded: [String] = []
    package var capabilitiesDropped: [String] = []
    package var securityOptions: [String] = []
    package var sysctls: [String: String] = [:]
    package var pidMode = ""
    package var ipcMode = ""
    package var utsMode = ""
    package var userMode = ""
    package var cgroupMode = ""
    package var uidMappings: [String] = []
    package var gidMappings: [String] = []
    package var subuidName: String?
    package var subgidName: String?
    package var cgroupParent: String?
    /// `enabled`, `disabled`, `no-conmon`, `split` as podman names them.
    package var cgroups = "enabled"

    // Resources
    package var resources = ResourceRequest()

    // Network
    package var network = ""
    package var address: String?
    package var macAddress: String?
    package var dnsServers: [String] = []
    package var dnsSearch: [String] = []
    package var dnsOptions: [String] = []
    package var addedHosts: [String] = []
    package var writesHosts = true
    package var writesHostname = true
    package var exposedPorts: [String] = []
    /// Containers that are started before this one.
    package var requires: [String] = []

    // Life
    package var removesOnExit = false
    package var removesImage = false
    package var replaces = false
    package var restart = "no"
    package var stopSignal: String?
    package var stopTimeout: Int?
    package var timeout = 0
    package var detachKeys: String?
    package var cidFile: String?
    package var pidFile: String?
    package var logDriver: String?
    package var logOptions: [String: String] = [:]
    package var pull = "missing"
    package var quiet = false
    /// The words of the command line that asked for it.
    package var createCommand: [String]?

    package init() {}
}

/// What the volumes that an image declares become.
package enum ImageVolumeMode: String, JSONStringValue, Sendable { case anonymous, bind, tmpfs, ignore }

/// `--ulimit`: a resource limit of the process.
package struct UlimitRequest: JSONDirect, Sendable, Hashable {
    /// Such as `RLIMIT_NOFILE`.
    package var type: String
    package var soft: UInt64
    package var hard: UInt64
}

/// `--device`: a device of the host, and what it is called inside.
package struct DeviceRequest: JSONDirect, Sendable, Hashable {
    package var host: String
    package var container: String
    package var permissions: String
}

/// The limits of `--memory`, `--cpus` and their kin; nil where the user said nothing.
package struct ResourceRequest: JSONDirect, Sendable {
    package var memory: Int64?
    package var memoryReservation: Int64?
    /// Memory and swap together; -1 for no limit.
    package var memorySwap: Int64?
    package var memorySwappiness: UInt64?
    package var kernelMemory: Int64?
    package var outOfMemoryKillDisabled = false
    package var nanoCPUs: Int64?
    package var cpuShares: UInt64?
    package var cpuPeriod: UInt64?
    package var cpuQuota: Int64?
    package var cpuRealtimePeriod: UInt64?
    package var cpuRealtimeRuntime: Int64?
    package var cpusetCPUs: String?
    package var cpusetMemory: String?
    /// 0 or -1: no limit. Nil: the engine's default.
    package var pidsLimit: Int64?
    package var blockWeight: UInt16?
    package var blockWeightDevices: [DeviceNumberRequest] = []
    package var readBytesPerSecond: [DeviceNumberRequest] = []
    package var writeBytesPerSecond: [DeviceNumberRequest] = []
    package var readOperationsPerSecond: [DeviceNumberRequest] = []
    package var writeOperationsPerSecond: [DeviceNumberRequest] = []
    package var unified: [String: String] = [:]

    package init() {}
}

/// A number that holds for one block device of the host.
package struct DeviceNumberRequest: JSONDirect, Sendable, Hashable {
    package var path: String
    package var value: UInt64
    package init(path: String, value: UInt64) {
        self.path = path
        self.value = value
    }
}
