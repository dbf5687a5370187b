/// One mounted tree of control groups.
public struct Hierarchy: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Version 1 with its controllers.
        case legacy(Controllers)
        /// Version 1 without controllers, such as `systemd`.
        case named(String)
        /// Version 2.
        case unified
    }

    public let kind: Kind
    /// Where it is mounted.
    public let mountPoint: String
    /// Which directory of the tree is mounted there: `/` but in containers that see only their own part.
    public let root: String
    /// As the kernel lists them, with a comma between: `cpu,cpuacct`, `name=systemd`; empty for version 2.
    public let options: String

    public init(kind: Kind, mountPoint: String, root: String = "/", options: String = "") {
        self.kind = kind
        self.mountPoint = mountPoint
        self.root = root
        self.options = options
    }

    public var isUnified: Bool { kind == .unified }

    public func has(_ controller: Controllers) -> Bool {
        if case .legacy(let controllers) = kind { return !controllers.isDisjoint(with: controller) }
        return false
    }
}
