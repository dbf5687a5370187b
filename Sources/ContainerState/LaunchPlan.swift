internal import JSONText

/// What a monitor is to do with one container; the engine writes it beside the OCI configuration.
package struct LaunchPlan: JSONDirect, Sendable {
    package var id: String
    package var name: String
    package var root: RootPlan
    package var network: NetworkPlan
    package var log: LogPlan
    package var restart: RestartPlan
    /// Standard input is kept open for clients that attach.
    package var keepsStandardInput: Bool
    /// Standard input ends when the first attached client goes.
    package var endsStandardInputWithFirstClient: Bool
    /// The container is removed when it ends, with these anonymous volumes.
    package var removesOnExit: Bool
    package var anonymousVolumes: [String]
    /// Below the hierarchy of every controller; empty when the container gets no cgroup of its own.
    package var cgroupPath: String
    /// A user without delegated cgroups: go on without one.
    package var toleratesMissingCgroup: Bool
    /// The program of another OCI runtime, or nil for ours.
    package var runtime: String?
    /// Seconds between the stop signal and `SIGKILL`.
    package var stopTimeout: Int
    package var stopSignal: Int32
    /// Seconds after which the container is ended, from `--timeout`; 0 for never.
    package var runTimeout: Int
    /// Descriptors after standard error that the container inherits.
    package var preservedDescriptors: Int
    /// A file that gets the process number of the container, from `--pidfile`.
    package var pidFile: String?
    /// Kinds of namespaces (as in config.json) that belong to other containers, and their ids: which process has them now is
    /// looked up at each start.
    package var namespaceOwners: [String: String]?

    package init(
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
package struct RootPlan: JSONDirect, Sendable {
    /// Overlay lower directories, top first; empty for a plain directory.
    package var lowers: [String]
    package var upper: String
    package var work: String
    /// Overlay without flushes: for containers that are removed when they end.
    package var volatile: Bool
    /// The directory to use as it is, from `--rootfs`.
    package var directory: String?
    /// Of a container with a user namespace of its own: layers and upper have the ids of the container, and the runtime
    /// maps them when it mounts the root. Else they have the ids that the engine sees.
    package var mapsOwners: Bool?

    package init(lowers: [String], upper: String, work: String, volatile: Bool, directory: String? = nil) {
        self.lowers = lowers
        self.upper = upper
        self.work = work
        self.volatile = volatile
        self.directory = directory
    }
}

/// How a container reaches the network.
package struct NetworkPlan: JSONDirect, Sendable {
    package enum Mode: String, JSONStringValue, Sendable { case none, host, container, bridge, pasta, path }
    package var mode: Mode
    /// For `container`: the id of the container whose network is used.
    package var container: String?
    /// For `bridge`: the network.
    package var bridge: BridgePlan?
    /// For `bridge`: an address or MAC the user asked for.
    package var address: String?
    package var macAddress: String?
    /// For `pasta`: options added by the user.
    package var options: [String]
    /// The `/etc/hosts` to which the container's own address is added once it is known; nil: it is left alone.
    package var hostsFile: String?
    /// The names of the container in it.
    package var hostNames: [String]

    package init(
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
package struct BridgePlan: JSONDirect, Sendable {
    package var name: String
    /// The network's directory, with its leases.
    package var directory: String
    /// The interface of the host.
    package var bridge: String
    /// Such as `10.87.0.0/16`.
    package var subnet: String
    package var gateway: String

    package init(name: String, directory: String, bridge: String, subnet: String, gateway: String) {
        self.name = name
        self.directory = directory
        self.bridge = bridge
        self.subnet = subnet
        self.gateway = gateway
    }
}

/// Where the output of a container goes besides the attached clients.
package struct LogPlan: JSONDirect, Sendable {
    package enum Driver: String, JSONStringValue, Sendable {
        case jsonFile = "json-file"
        case k8sFile = "k8s-file"
        case none
        case passthrough
    }
    package var driver: Driver
    package var path: String
    /// Bytes after which the file is rotated; 0 for never.
    package var maxSize: Int64
    /// How many files are kept, the current one included.
    package var maxFiles: Int

    package init(driver: Driver, path: String, maxSize: Int64 = 0, maxFiles: Int = 1) {
        self.driver = driver
        self.path = path
        self.maxSize = maxSize
        self.maxFiles = maxFiles
    }
}

/// When an ended container is started again.
package struct RestartPlan: JSONDirect, Sendable {
    package enum Policy: String, JSONStringValue, Sendable {
        case no
        case onFailure = "on-failure"
        case always
        case unlessStopped = "unless-stopped"
    }
    package var policy: Policy
    /// For `on-failure`: 0 for as often as it takes.
    package var maximumRetries: Int

    package init(policy: Policy, maximumRetries: Int = 0) {
        self.policy = policy
        self.maximumRetries = maximumRetries
    }
}
