internal import ContainerState
internal import OCISpecification

/// Everything that the OCI configuration of a container is made from, already looked up and checked.
struct ConfigurationInput {
    var id: String
    var directory: ContainerDirectory
    /// The container whose network is used.
    var networkOwner: ContainerDirectory?
    var request: ContainerRequest
    var image: ContainerDefaults
    var user: UserResolution
    var groups: [UInt32]
    /// Names and values as the container sees them.
    var environment: [String]
    var arguments: [String]
    var workingDirectory: String
    var hostname: String
    var rootPath: String
    /// Volumes and binds, with sources on the host.
    var mounts: [Mount]
    var namespaces: Namespaces
    var cgroupPath: String
    var host: HostFacts
    /// The program that `--init` runs first, as a path of the host.
    var initProgram: String?

    struct Namespaces {
        var pid: NamespaceMode = .privateOne
        var ipc: NamespaceMode = .privateOne
        var uts: NamespaceMode = .privateOne
        var network: NamespaceMode = .privateOne
        var cgroup: NamespaceMode = .privateOne
        /// Paths of namespaces of other containers and of `ns:` modes, by kind.
        var paths: [String: String] = [:]
        /// The ids of the containers they belong to.
        var owners: [String: String] = [:]
        /// Of a user namespace other than the engine's: its own, or with a path one that is joined.
        var userMappings: UserMappings?
    }
}
