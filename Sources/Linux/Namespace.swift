internal import CLinux
internal import Glibc

/// Kinds of namespaces (`namespaces(7)`), as `clone`, `unshare` and `setns` number them.
public struct NamespaceKinds: OptionSet, Hashable, Sendable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    public static let time = NamespaceKinds(rawValue: 0x80)
    public static let mount = NamespaceKinds(rawValue: 0x20000)
    public static let cgroup = NamespaceKinds(rawValue: 0x0200_0000)
    public static let hostName = NamespaceKinds(rawValue: 0x0400_0000)
    public static let ipc = NamespaceKinds(rawValue: 0x0800_0000)
    public static let user = NamespaceKinds(rawValue: 0x1000_0000)
    public static let process = NamespaceKinds(rawValue: 0x2000_0000)
    public static let network = NamespaceKinds(rawValue: 0x4000_0000)

    /// The name in `/proc/PID/ns` of a set with one member.
    public var fileName: String {
        switch self {
        case .time: "time"
        case .mount: "mnt"
        case .cgroup: "cgroup"
        case .hostName: "uts"
        case .ipc: "ipc"
        case .user: "user"
        case .process: "pid"
        case .network: "net"
        default: ""
        }
    }

    public static let each: [NamespaceKinds] = [
        .user, .mount, .process, .network, .ipc, .hostName, .cgroup, .time,
    ]
}

/// Enters namespaces: those of the process behind a pidfd (kernel 5.8), or the one a namespace file stands for.
public func enterNamespaces(_ kinds: NamespaceKinds, of handle: borrowing Descriptor) throws(SystemCallError) {
    let number = handle.number
    try check("setns", "descriptor \(number)") { apus_setns(number, CInt(truncatingIfNeeded: kinds.rawValue)) }
}

/// Leaves shared namespaces for new ones of one's own.
public func unshareNamespaces(_ kinds: NamespaceKinds) throws(SystemCallError) {
    try check("unshare", "") { apus_unshare(CInt(truncatingIfNeeded: kinds.rawValue)) }
}

/// Whether this process is in the user namespace that the kernel began with. In any other, `trusted.*` attributes are out
/// of reach and overlayfs keeps its marks as `user.overlay.*`.
public func isInInitialUserNamespace() throws(SystemCallError) -> Bool {
    // PROC_USER_INIT_INO of <linux/nsfs.h>: the same number since 3.8
    try status(of: "/proc/self/ns/user").inode == 0xEFFF_FFFD
}
