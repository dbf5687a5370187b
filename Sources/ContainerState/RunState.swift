internal import JSONText
package import Linux

/// What runs now, in the run directory; it means nothing after the boot it was written in.
package struct RunState: JSONDirect, Sendable {
    /// The first process of the container, as the host numbers it.
    package var pid: Int32
    /// Field 22 of `/proc/PID/stat`: with the boot it tells a process from a later one of the same number.
    package var processStart: UInt64
    package var bootID: String
    package var startedAt: Timestamp
    /// How often the restart policy started it again.
    package var restartCount: Int
    package var network: NetworkState?

    package init(
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
package struct NetworkState: JSONDirect, Sendable {
    package var networkName: String
    package var interface: String
    package var address: String
    package var prefixLength: Int
    package var gateway: String
    package var macAddress: String
    /// The lease file to give back when the container ends.
    package var lease: String

    package init(
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
package struct ExitRecord: JSONDirect, Sendable {
    /// The status as a shell gives it: the code, or 128 + the signal. Nil when nobody could tell any more.
    package var code: Int32?
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp
    package var outOfMemory: Bool
    /// Why it did not start, or what went wrong around its end; empty otherwise.
    package var error: String
    package var restartCount: Int
    /// A user asked for the end: no restart policy applies.
    package var stoppedByUser: Bool

    package init(
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
package struct ContainerSummary: JSONDirect, Sendable {
    package var id: String
    package var name: String
    package var image: String
    package var imageID: String
    package var command: String
    package var created: Timestamp
    package var autoRemove: Bool

    package init(
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
