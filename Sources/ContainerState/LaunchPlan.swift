public import JSONText

/// What a monitor is to do with one container; the engine writes it beside the OCI configuration.
public struct LaunchPlan: JSONDirect, Sendable {
    public var id: String
    public var name: String
    public var root: RootPlan
    public var network: NetworkPlan
    public var log: LogPlan
    public var restart: RestartPlan
    /// Standard input is kept open for clients that attach.
    public var keepsStandardInput: Bool
    /// Standard input ends when the first attached client goes.
    public var endsStandardInputWithFirstClient: Bool
    /// The container is removed when it ends, with these anonymous volumes.
    public var removesOnExit: Bool
    public var anonymousVolumes: [String]
    /// Below the hierarchy of every controller; empty when the container gets no cgroup of its own.
    public var cgroupPath: String
    /// A user without delegated cgroups: go on without one.
    public var toleratesMissingCgroup: Bool
    /// Limits were asked for, which nothing but a cgroup of its own can keep.
    public var requiresCgroup: Bool?
    /// The program of another OCI runtime, or nil for ours.
    public var runtime: String?
    /// Seconds between the stop signal and `SIGKILL`.
    public var stopTimeout: Int
    public var stopSignal: Int32
    /// Seconds after which the container is ended, from `--timeout`; 0 for never.
    public var runTimeout: Int
    /// Descriptors after standard error that the container inherits.
    public var preservedDescriptors: Int
    /// A file that gets the process number of the container, from `--pidfile`.
    public var pidFile: String?
    /// Kinds of namespaces (as in config.json) that belong to other containers, and their ids: which process has them now is
    /// looked up at each start.
    public var namespaceOwners: [String: String]?

    public init(
        id: String, name: String, root: RootPlan, network: NetworkPlan, log: LogPlan, restart: RestartPlan,
        keepsStandardInput: Bool, endsStandardInputWithFirstClient: Bool, removesOnExit: Bool,
        anonymousVolumes: [String], cgroupPath: String, toleratesMissingCgroup: Bool, runtime: String?,
        stopTimeout: Int, stopSignal: Int32, runTimeout: Int, preservedDescriptors: Int,
        pidFile: String?
    ) {
        self.id = id
        self.name = name
        self.root = root
        self.network = network
        self.log = log
        self.restart = restart
        self.keepsStandardInput = keepsStandardInput
        self.endsStandardInputWithFirstClient = endsStandardInputWithFirstClient
        self.removesOnExit = removesOnExit
        self.anonymousVolumes = anonymousVolumes
        self.cgroupPath = cgroupPath
        self.toleratesMissingCgroup = toleratesMissingCgroup
        self.runtime = runtime
        self.stopTimeout = stopTimeout
        self.stopSignal = stopSignal
        self.runTimeout = runTimeout
        self.preservedDescriptors = preservedDescriptors
        self.pidFile = pidFile
    }
}

/// How the root file system is put together inside the container's mount namespace.
public struct RootPlan: JSONDirect, Sendable {
    /// Overlay lower directories, top first; empty for a plain directory.
    public var lowers: [String]
    public var upper: String
    public var work: String
    /// Overlay without flushes: for containers that are removed when they end.
    public var volatile: Bool
    /// The directory to use as it is, from `--rootfs`.
    public var directory: String?
    /// Of a container with a user namespace of its own: layers and upper have the ids of the container, and the runtime
    /// maps them when it mounts the root. Else they have the ids that the engine sees.
    public var mapsOwners: Bool?
    /// The program that mounts the overlay in place of the kernel.
    public var mountProgram: String?

    public init(lowers: [String], upper: String, work: String, volatile: Bool, directory: String? = nil) {
        self.lowers = lowers
        self.upper = upper
        self.work = work
        self.volatile = volatile
        self.directory = directory
    }
}

/// How a container reaches the network.
public struct NetworkPlan: JSONDirect, Sendable {
    public enum Mode: String, JSONStringValue, Sendable { case none, host, container, bridge, pasta, path }
    public var mode: Mode
    /// For `container`: the id of the container whose network is used.
    public var container: String?
    /// For `bridge`: the network.
    public var bridge: BridgePlan?
    /// For `bridge`: an address or MAC the user asked for.
    public var address: String?
    public var macAddress: String?
    /// For `pasta`: options added by the user.
    public var options: [String]
    /// The `/etc/hosts` to which the container's own address is added once it is known; nil: it is left alone.
    public var hostsFile: String?
    /// The names of the container in it.
    public var hostNames: [String]

    public init(
        mode: Mode, container: String? = nil, bridge: BridgePlan? = nil, address: String? = nil,
        macAddress: String? = nil, options: [String] = [], hostsFile: String? = nil,
        hostNames: [String] = []
    ) {
        self.mode = mode
        self.container = container
        self.bridge = bridge
        self.address = address
        self.macAddress = macAddress
        self.options = options
        self.hostsFile = hostsFile
        self.hostNames = hostNames
    }
}

/// A bridge network of the host.
public struct BridgePlan: JSONDirect, Sendable {
    public var name: String
    /// The network's directory, with its leases.
    public var directory: String
    /// The interface of the host.
    public var bridge: String
    /// Such as `10.87.0.0/16`.
    public var subnet: String
    public var gateway: String

    public init(name: String, directory: String, bridge: String, subnet: String, gateway: String) {
        self.name = name
        self.directory = directory
        self.bridge = bridge
        self.subnet = subnet
        self.gateway = gateway
    }
}

/// Where the output of a container goes besides the attached clients.
public struct LogPlan: JSONDirect, Sendable {
    public enum Driver: String, JSONStringValue, Sendable {
        case jsonFile = "json-file"
        case k8sFile = "k8s-file"
        case none
        case passthrough
    }
    public var driver: Driver
    public var path: String
    /// Bytes after which the file is rotated; 0 for never.
    public var maxSize: Int64
    /// How many files are kept, the current one included.
    public var maxFiles: Int

    public init(driver: Driver, path: String, maxSize: Int64 = 0, maxFiles: Int = 1) {
        self.driver = driver
        self.path = path
        self.maxSize = maxSize
        self.maxFiles = maxFiles
    }
}

/// When an ended container is started again.
public struct RestartPlan: JSONDirect, Sendable {
    public enum Policy: String, JSONStringValue, Sendable {
        case no
        case onFailure = "on-failure"
        case always
        case unlessStopped = "unless-stopped"
    }
    public var policy: Policy
    /// For `on-failure`: 0 for as often as it takes.
    public var maximumRetries: Int

    public init(policy: Policy, maximumRetries: Int = 0) {
        self.policy = policy
        self.maximumRetries = maximumRetries
    }
}
