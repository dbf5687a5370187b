internal import ContainerState
internal import JSONText
package import Linux

/// A container as it was made: what was asked, and what that came to. `container.json`.
package struct ContainerRecord: JSONDirect, Sendable {
    package var id: String
    package var name: String
    package var created: Timestamp
    /// As the user named it.
    package var imageName: String
    /// The digest of the image's configuration; empty for `--rootfs`.
    package var imageID: String
    package var request: ContainerRequest
    /// Labels of the image under those of the user.
    package var labels: [String: String]
    package var entrypoint: [String]
    package var command: [String]
    package var environment: [String]
    package var workingDirectory: String
    package var user: String
    package var hostname: String
    package var stopSignal: String
    package var exposedPorts: [String]
    /// What is mounted besides the default file systems.
    package var mounts: [MountRecord]
    package var logPath: String

    package init(
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
package struct MountRecord: JSONDirect, Sendable {
    package var kind: MountRequest.Kind
    /// The volume, for a volume.
    package var name: String
    package var source: String
    package var destination: String
    package var options: [String]
    /// A volume that goes with the container.
    package var isAnonymous: Bool

    package init(
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
