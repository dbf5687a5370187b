public import JSONText

/// What the runtime remembers of a container between its commands: `state.json` in the container's directory.
///
/// Never whether it runs: that is asked of the kernel each time, by process number, start time and boot.
public struct RuntimeRecord: JSONDirect, Sendable {
    public var version: Int
    public var id: String
    /// The container's first process; 0 while it is being made.
    public var pid: Int32
    /// Clock ticks from the boot to the start of that process.
    public var processStart: UInt64
    public var bootID: String
    public var bundle: String
    public var rootfs: String
    /// RFC 3339.
    public var created: String
    /// The user who made it.
    public var owner: String
    public var annotations: [String: String]
    /// Below the hierarchy of every controller; empty when it got no control group.
    public var cgroupPath: String
    /// Hooks that later commands have to run are in the copy of the configuration beside this file.
    public var hasLaterHooks: Bool
    /// Of cache and memory bandwidth, made for this container alone.
    public var cacheGroups: [String] = []
    /// The configuration says something that programs executed later are to follow.
    public var guidesLaterPrograms = false
    /// Of a container without a mount namespace of its own: how many mounts its root had before.
    public var rootMountsBefore: Int?

    public init(
        id: String, pid: Int32, processStart: UInt64, bootID: String, bundle: String, rootfs: String, created: String,
        owner: String, annotations: [String: String], cgroupPath: String, hasLaterHooks: Bool
    ) {
        version = 1
        self.id = id
        self.pid = pid
        self.processStart = processStart
        self.bootID = bootID
        self.bundle = bundle
        self.rootfs = rootfs
        self.created = created
        self.owner = owner
        self.annotations = annotations
        self.cgroupPath = cgroupPath
        self.hasLaterHooks = hasLaterHooks
    }

    public init(reading json: inout JSONReader) throws(JSONError) {
        version = try json.required("version")
        id = try json.required("id")
        pid = try json.required("pid")
        processStart = try json.required("processStart")
        bootID = try json.required("bootID")
        bundle = try json.required("bundle")
        rootfs = try json.required("rootfs")
        created = try json.required("created")
        owner = try json.required("owner")
        annotations = try json.optional("annotations") ?? [:]
        cgroupPath = try json.required("cgroupPath")
        hasLaterHooks = try json.required("hasLaterHooks")
        cacheGroups = try json.optional("cacheGroups") ?? []
        guidesLaterPrograms = try json.optional("guidesLaterPrograms") ?? false
        rootMountsBefore = try json.optional("rootMountsBefore")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("version", version)
        try json.add("id", id)
        try json.add("pid", pid)
        try json.add("processStart", processStart)
        try json.add("bootID", bootID)
        try json.add("bundle", bundle)
        try json.add("rootfs", rootfs)
        try json.add("created", created)
        try json.add("owner", owner)
        try json.add("annotations", annotations)
        try json.add("cgroupPath", cgroupPath)
        try json.add("hasLaterHooks", hasLaterHooks)
        if let rootMountsBefore { try json.add("rootMountsBefore", rootMountsBefore) }
        if guidesLaterPrograms { try json.add("guidesLaterPrograms", true) }
        if !cacheGroups.isEmpty { try json.add("cacheGroups", cacheGroups) }
    }
}
