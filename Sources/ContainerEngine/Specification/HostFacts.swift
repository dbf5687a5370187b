internal import ContainerState
internal import Linux
public import OCISpecification

/// What the host and the caller's rights make possible; read once for a command.
public struct HostFacts: Sendable {
    /// The engine runs in a user namespace: as an ordinary user.
    public var rootless: Bool
    /// Who called, as the host numbers them.
    public var callerUser: UInt32
    public var callerGroup: UInt32
    /// Capabilities that can be given at all.
    public var capabilities: [String]
    /// How many user ids the engine's user namespace maps; nil: all of them.
    public var mappedIDs: UInt64?
    /// How the engine's user namespace maps ids; empty: it has all of them, as they are.
    public var userMap: [LinuxIDMapping] = []
    public var groupMap: [LinuxIDMapping] = []

    public init(
        rootless: Bool, callerUser: UInt32, callerGroup: UInt32, capabilities: [String], mappedIDs: UInt64?
    ) {
        self.rootless = rootless
        self.callerUser = callerUser
        self.callerGroup = callerGroup
        self.capabilities = capabilities
        self.mappedIDs = mappedIDs
    }

    /// Looks at this process and its user namespace.
    public static func read(rootless: Bool, callerUser: UInt32, callerGroup: UInt32) throws(EngineError) -> HostFacts {
        var capabilities: [String] = []
        for capability in Capability.allCases where CapabilitySets.boundingContains(Int(capability.number)) == true {
            capabilities.append(capability.name)
        }
        var facts = HostFacts(
            rootless: rootless, callerUser: callerUser, callerGroup: callerGroup, capabilities: capabilities,
            mappedIDs: nil)
        if rootless {
            facts.userMap = try map("/proc/self/uid_map")
            facts.groupMap = try map("/proc/self/gid_map")
            facts.mappedIDs = facts.userMap.outsideCount
        }
        return facts
    }

    private static func map(_ path: String) throws(EngineError) -> [LinuxIDMapping] {
        try system("reading the id mapping of this user namespace") { () throws(SystemCallError) in
            [LinuxIDMapping](parsingMap: String(decoding: try readFile(path, limit: 65536), as: UTF8.self))
        }
    }
}
