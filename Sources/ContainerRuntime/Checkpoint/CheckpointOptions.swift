/// What a user asks of a checkpoint or a restore; criu does most of it.
public struct CheckpointOptions: Sendable {
    /// What criu does about control groups, by its own numbers.
    public enum GroupMode: Int32, Sendable {
        case ignore = 0
        case soft = 3
        case full, strict
        case usual
    }

    /// How connections are held still meanwhile.
    public enum NetworkLock: Int32, Sendable {
        case iptables = 1
        case nftables, skip
    }

    /// The directory of the checkpoint.
    public var images = "checkpoint"
    /// Where logs go; nil is beside the checkpoint.
    public var work: String?
    /// An earlier checkpoint of its memory, relative to this one.
    public var parent: String?
    public var leavesRunning = false
    /// The memory alone, of a container that runs on.
    public var preDumps = false
    public var keepsConnections = false
    public var skipsConnectionsInFlight = false
    public var closesConnections = false
    public var remapsLinks = false
    public var allowsExternalSockets = false
    public var isShellJob = false
    public var keepsFileLocks = false
    public var deduplicates = false
    public var loadsLazily = false
    /// Gets a zero byte when pages can be asked for.
    public var statusDescriptor: Int32?
    public var pageServer: (address: String, port: UInt16)?
    public var groupMode = GroupMode.usual
    public var networkLock: NetworkLock?
    /// `TYPE:NAME` of a security module.
    public var securityProfile: String?
    public var mountContext: String?
    /// Kinds of namespaces that are made, but not filled. The network is not: whoever made it makes it again.
    var emptyNamespaces: UInt64 = 0x4000_0000

    public init() {}
}
