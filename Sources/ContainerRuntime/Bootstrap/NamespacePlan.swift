internal import Linux
internal import OCISpecification

/// Which namespaces a container gets of its own, and which it shares by joining them.
struct NamespacePlan: ~Copyable {
    private(set) var created: NamespaceKinds = []
    private(set) var joinedKinds: NamespaceKinds = []
    /// Open namespace files; owned here, since an array cannot hold owners.
    private var joined: [(kind: NamespaceKinds, number: CInt)] = []

    init(_ configuration: borrowing RuntimeConfiguration) throws(RuntimeError) {
        let list = configuration.linux?.namespaces ?? []
        for (index, namespace) in list.enumerated() {
            guard let kind = Self.kind(namespace.type) else {
                throw .invalid("linux.namespaces[\(index)].type", "\"\(namespace.type)\" is no kind of namespace")
            }
            if !created.union(joinedKinds).isDisjoint(with: kind) {
                throw .invalid("linux.namespaces[\(index)].type", "\"\(namespace.type)\" is given twice")
            }
            guard let path = namespace.path, !path.isEmpty else {
                created.insert(kind)
                continue
            }
            guard path.hasPrefix("/") else {
                throw .invalid("linux.namespaces[\(index)].path", "\"\(path)\" is not an absolute path")
            }
            // Without waiting: it may be a FIFO instead.
            let file = try doing("open namespace", path) { () throws(SystemCallError) in try open(path, .nonBlocking) }
            joined.append((kind, file.release()))
            joinedKinds.insert(kind)
        }
    }

    deinit { for (_, number) in joined { _ = Descriptor(owning: number) } }

    /// Whether another process has to join first and make the container's as its sibling: a pid namespace counts only
    /// for children, and what is created has to belong to a joined user namespace; what is joined has to be joined
    /// before the rights over it are lost in a new user namespace.
    var needsJoiningStage: Bool {
        !joinedKinds.isDisjoint(with: [.user, .process]) || (created.contains(.user) && !joinedKinds.isEmpty)
    }

    /// A descriptor of the user namespace that is joined.
    func joinedUserNamespace() throws(RuntimeError) -> Descriptor? { try copy(.user) }

    /// A descriptor of the mount namespace that is joined.
    func joinedMountNamespace() throws(RuntimeError) -> Descriptor? { try copy(.mount) }

    private func copy(_ kind: NamespaceKinds) throws(RuntimeError) -> Descriptor? {
        guard let (_, number) = joined.first(where: { $0.kind == kind }) else { return nil }
        let file = Descriptor(owning: number)
        do throws(SystemCallError) {
            let copy = try file.duplicate()
            _ = file.release()
            return copy
        } catch {
            _ = file.release()
            throw RuntimeError(doing: "keep the namespace", subject: kind.fileName, cause: error)
        }
    }

    /// What clone makes. A cgroup namespace is made later, inside the control groups; a time namespace when its
    /// offsets are to be written.
    var cloned: NamespaceKinds { created.subtracting([.cgroup, .time]) }

    /// Enters what is joined.
    func join() throws(RuntimeError) {
        var refused: [(kind: NamespaceKinds, number: CInt)] = []
        for (kind, number) in joined where kind != .user {
            do throws(SystemCallError) { try Self.enter(kind, number) } catch {
                // Belongs to the user namespace that is joined next.
                guard error.errno == .perm, joinedKinds.contains(.user) else {
                    throw RuntimeError(doing: "join namespace", subject: kind.fileName, cause: error)
                }
                refused.append((kind, number))
            }
        }
        for (kind, number) in joined.filter({ $0.kind == .user }) + refused {
            try doing("join namespace", kind.fileName) { () throws(SystemCallError) in try Self.enter(kind, number) }
        }
    }

    private static func enter(_ kind: NamespaceKinds, _ number: CInt) throws(SystemCallError) {
        let file = Descriptor(owning: number)
        do throws(SystemCallError) { try enterNamespaces(kind, of: file) } catch {
            _ = file.release()
            throw error
        }
        _ = file.release()
    }

    static func kind(_ name: String) -> NamespaceKinds? {
        switch name {
        case "pid": .process
        case "network": .network
        case "mount": .mount
        case "ipc": .ipc
        case "uts": .hostName
        case "user": .user
        case "cgroup": .cgroup
        case "time": .time
        default: nil
        }
    }
}
