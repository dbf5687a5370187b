public import Linux
public import OCISpecification

/// Where the root file system of a container comes from.
public enum RootSource: Sendable {
    case directory(path: String)
    /// A mount that is attached nowhere, by the number of its descriptor, which the caller keeps until the container is ready.
    case mounted(number: CInt)
    /// Layers top first; with an empty `upper` the root is read-only. Mounted inside the container's own mount
    /// namespace: the host sees nothing of it.
    /// `mapsOwners`: the files have the ids of the container, which its user namespace maps; else those that the
    /// runtime sees.
    case overlay(lowers: [String], upper: String, work: String, volatile: Bool, mapsOwners: Bool)
}

/// What a container gets as its standard streams; nil leaves it the runtime's own.
public struct StandardStreams: ~Copyable {
    public let input: Descriptor?
    public let output: Descriptor?
    public let error: Descriptor?

    public init() {
        input = nil
        output = nil
        error = nil
    }

    public init(input: consuming Descriptor?, output: consuming Descriptor?, error: consuming Descriptor?) {
        self.input = input
        self.output = output
        self.error = error
    }

    /// Makes them 0, 1 and 2 of this process.
    func place() throws(SystemCallError) {
        try Self.place(input, at: 0)
        try Self.place(output, at: 1)
        try Self.place(error, at: 2)
    }

    private static func place(_ stream: borrowing Descriptor?, at number: CInt) throws(SystemCallError) {
        switch stream {
        case .some(let stream): try placeDescriptor(stream.number, at: number)
        case .none: return
        }
    }
}

/// Everything that makes one container.
public struct LaunchRequest: ~Copyable {
    public var id: String
    /// The directory that relative paths of the configuration start from.
    public var bundle: String
    public var configuration: RuntimeConfiguration
    public var root: RootSource
    public var streams: StandardStreams
    public var cgroup: CgroupRequest
    /// Descriptors from 3 on that the program inherits.
    public var preservedDescriptors: Int = 0
    /// The program keeps the session keyring of the runtime.
    public var keepsKeyring = false
    /// Moves the root over `/` instead of pivoting, for hosts that run from an initial ramdisk.
    public var pivots = true
    /// A directory where compiled filters of system calls are kept by content, for all containers; nil: each is compiled.
    public var filterCache: String?
    /// A listening socket through which a later ``LaunchRelease`` lets the program start; nil: ``Launch/start()`` does.
    public var releaseSocket: Descriptor?

    public init(
        id: String, bundle: String, configuration: RuntimeConfiguration, root: RootSource,
        streams: consuming StandardStreams, cgroup: CgroupRequest
    ) {
        self.id = id
        self.bundle = bundle
        self.configuration = configuration
        self.root = root
        self.streams = streams
        self.cgroup = cgroup
        releaseSocket = nil
    }
}
