package import Linux
package import OCISpecification

/// Where the root file system of a container comes from.
package enum RootSource: Sendable {
    case directory(path: String)
    /// Layers top first; with an empty `upper` the root is read-only. Mounted inside the container's own mount
    /// namespace: the host sees nothing of it.
    /// `mapsOwners`: the files have the ids of the container, which its user namespace maps; else those that the
    /// runtime sees.
    case overlay(lowers: [String], upper: String, work: String, volatile: Bool, mapsOwners: Bool)
}

/// What a container gets as its standard streams; nil leaves it the runtime's own.
package struct StandardStreams: ~Copyable {
    package let input: Descriptor?
    package let output: Descriptor?
    package let error: Descriptor?

    package init() {
        input = nil
        output = nil
        error = nil
    }

    package init(input: consuming Descriptor?, output: consuming Descriptor?, error: consuming Descriptor?) {
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
package struct LaunchRequest: ~Copyable {
    package var id: String
    /// The directory that relative paths of the configuration start from.
    package var bundle: String
    package var configuration: RuntimeConfiguration
    package var root: RootSource
    package var streams: StandardStreams
    package var cgroup: CgroupRequest
    /// Descriptors from 3 on that the program inherits.
    package var preservedDescriptors: Int = 0
    /// The program keeps the session keyring of the runtime.
    package var keepsKeyring = false
    /// Moves the root over `/` instead of pivoting, for hosts that run from an initial ramdisk.
    package var pivots = true
    /// A listening socket through which a later ``LaunchRelease`` lets the program start; nil: ``Launch/start()`` does.
    package var releaseSocket: Descriptor?

    package init(
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
