internal import JSONText
public import Linux

/// What runs now, in the run directory; it means nothing after the boot it was written in.
public struct RunState: JSONDirect, Sendable {
    /// The first process of the container, as the host numbers it.
    public var pid: Int32
    /// Field 22 of `/proc/PID/stat`: with the boot it tells a process from a later one of the same number.
    public var processStart: UInt64
    public var bootID: String
    public var startedAt: Timestamp
    /// How often the restart policy started it again.
    public var restartCount: Int
    public var network: NetworkState?

    public init(
        pid: Int32, processStart: UInt64, bootID: String, startedAt: Timestamp, restartCount: Int, network: NetworkState?
    ) {
        self.pid = pid
        self.processStart = processStart
        self.bootID = bootID
        self.startedAt = startedAt
        self.restartCount = restartCount
        self.network = network
    }
}

/// The addresses that a running container has.
public struct NetworkState: JSONDirect, Sendable {
    public var networkName: String
    public var interface: String
    public var address: String
    public var prefixLength: Int
    public var gateway: String
    public var macAddress: String
    /// The lease file to give back when the container ends.
    public var lease: String

    public init(
        networkName: String, interface: String, address: String, prefixLength: Int, gateway: String,
        macAddress: String, lease: String
    ) {
        self.networkName = networkName
        self.interface = interface
        self.address = address
        self.prefixLength = prefixLength
        self.gateway = gateway
        self.macAddress = macAddress
        self.lease = lease
    }
}

/// How a container ended.
public struct ExitRecord: JSONDirect, Sendable {
    /// The status as a shell gives it: the code, or 128 + the signal. Nil when nobody could tell any more.
    public var code: Int32?
    public var startedAt: Timestamp?
    public var finishedAt: Timestamp
    public var outOfMemory: Bool
    /// Why it did not start, or what went wrong around its end; empty otherwise.
    public var error: String
    public var restartCount: Int
    /// A user asked for the end: no restart policy applies.
    public var stoppedByUser: Bool

    public init(
        code: Int32?, startedAt: Timestamp?, finishedAt: Timestamp = .now, outOfMemory: Bool = false, error: String = "",
        restartCount: Int = 0, stoppedByUser: Bool = false
    ) {
        self.code = code
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.outOfMemory = outOfMemory
        self.error = error
        self.restartCount = restartCount
        self.stoppedByUser = stoppedByUser
    }
}

/// What a list of containers shows, at most about 512 bytes, so that `ps` need not read whole configurations.
public struct ContainerSummary: JSONDirect, Sendable {
    public var id: String
    public var name: String
    public var image: String
    public var imageID: String
    public var command: String
    public var created: Timestamp
    public var autoRemove: Bool

    public init(
        id: String, name: String, image: String, imageID: String, command: String, created: Timestamp, autoRemove: Bool
    ) {
        self.id = id
        self.name = name
        self.image = image
        self.imageID = imageID
        self.command = command
        self.created = created
        self.autoRemove = autoRemove
    }
}
