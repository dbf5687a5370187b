internal import ContainerState
internal import JSONText
public import Linux

/// A container as it was made: what was asked, and what that came to. `container.json`.
public struct ContainerRecord: JSONDirect, Sendable {
    public var id: String
    public var name: String
    public var created: Timestamp
    /// As the user named it.
    public var imageName: String
    /// The digest of the image's configuration; empty for `--rootfs`.
    public var imageID: String
    public var request: ContainerRequest
    /// Labels of the image under those of the user.
    public var labels: [String: String]
    public var entrypoint: [String]
    public var command: [String]
    public var environment: [String]
    public var workingDirectory: String
    public var user: String
    public var hostname: String
    public var stopSignal: String
    public var exposedPorts: [String]
    /// What is mounted besides the default file systems.
    public var mounts: [MountRecord]
    public var logPath: String

    public init(
        id: String, name: String, created: Timestamp, imageName: String, imageID: String, request: ContainerRequest,
        labels: [String: String], entrypoint: [String], command: [String], environment: [String],
        workingDirectory: String, user: String, hostname: String, stopSignal: String, exposedPorts: [String],
        mounts: [MountRecord], logPath: String
    ) {
        self.id = id
        self.name = name
        self.created = created
        self.imageName = imageName
        self.imageID = imageID
        self.request = request
        self.labels = labels
        self.entrypoint = entrypoint
        self.command = command
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.user = user
        self.hostname = hostname
        self.stopSignal = stopSignal
        self.exposedPorts = exposedPorts
        self.mounts = mounts
        self.logPath = logPath
    }
}

/// One mount of a container, as `inspect` and `--volumes-from` tell it.
public struct MountRecord: JSONDirect, Sendable {
    public var kind: MountRequest.Kind
    /// The volume, for a volume.
    public var name: String
    public var source: String
    public var destination: String
    public var options: [String]
    /// A volume that goes with the container.
    public var isAnonymous: Bool

    public init(
        kind: MountRequest.Kind, name: String, source: String, destination: String, options: [String], isAnonymous: Bool
    ) {
        self.kind = kind
        self.name = name
        self.source = source
        self.destination = destination
        self.options = options
        self.isAnonymous = isAnonymous
    }
}
