internal import Linux

/// The namespaces of a running container, entered through the descriptor of its first process.
struct ExecTarget: ~Copyable {
    let changesUserNamespace: Bool
    /// The program is made by a process in between, as its sibling: where we could not leave the container's pid
    /// namespace again, that of our own belonging to somebody else.
    let needsJoiningStage: Bool
    private let container: LivingContainer
    private let ownProcessNamespace: Descriptor

    /// What is entered by this process itself.
    private let kinds: NamespaceKinds

    init(_ container: consuming LivingContainer) throws(RuntimeError) {
        let pid = container.pid
        let (changes, joins, kinds, own): (Bool, Bool, NamespaceKinds, CInt)
        do throws(SystemCallError) {
            changes = try Self.differs(.user, pid)
            own = try open("/proc/self/ns/pid").release()
            joins = changes || !Self.mayReturn(to: own)
            kinds = try joins ? Self.different(from: pid) : [.mount, .network, .ipc, .hostName, .cgroup, .time]
        } catch { throw RuntimeError(doing: "look at the namespaces of process", subject: "\(pid)", cause: error) }
        changesUserNamespace = changes
        needsJoiningStage = joins
        self.kinds = kinds
        ownProcessNamespace = Descriptor(owning: own)
        self.container = container
    }

    /// Entering the namespace that we are in changes nothing, but is allowed only to its owner.
    private static func mayReturn(to number: CInt) -> Bool {
        let file = Descriptor(owning: number)
        let allowed = (try? enterNamespaces(.process, of: file)) != nil
        _ = file.release()
        return allowed
    }

    /// What the container shares with us may belong to a user namespace where it has no rights: entering it again
    /// from inside would be refused.
    private static func different(from process: CInt) throws(SystemCallError) -> NamespaceKinds {
        var kinds: NamespaceKinds = []
        for kind in NamespaceKinds.each where try differs(kind, process) { kinds.insert(kind) }
        return kinds
    }

    private static func differs(_ kind: NamespaceKinds, _ process: CInt) throws(SystemCallError) -> Bool {
        do throws(SystemCallError) {
            let theirs = try status(of: "/proc/\(process)/ns/\(kind.fileName)")
            let ours = try status(of: "/proc/self/ns/\(kind.fileName)")
            return theirs.inode != ours.inode || theirs.device != ours.device
        } catch {
            // A kernel without this kind.
            if error.errno == .noEntry && kind != .user { return false }
            throw error
        }
    }

    /// Our next child is born in the container's pid namespace.
    func enterForChildren() throws(RuntimeError) {
        try doing("enter the container's pid namespace") { () throws(SystemCallError) in
            try enterNamespaces(.process, of: container.descriptor)
        }
    }

    /// Our next child is born in our own again.
    func leave() throws(RuntimeError) {
        try doing("leave the container's pid namespace") { () throws(SystemCallError) in
            try enterNamespaces(.process, of: ownProcessNamespace)
        }
    }

    /// Enters all but the user namespace: for what only the runtime may do there.
    func enterWithOwnRights() throws(RuntimeError) {
        try doing("enter the namespaces of the container") { () throws(SystemCallError) in
            try enterNamespaces([.mount, .network, .ipc, .hostName, .cgroup], of: container.descriptor)
        }
    }

    /// Enters everything at once, so that there is no moment with a part of it.
    func enter() throws(RuntimeError) {
        do throws(SystemCallError) { try enterNamespaces(kinds, of: container.descriptor) } catch {
            // A kernel without time namespaces.
            guard error.errno == .invalid else {
                throw RuntimeError(doing: "enter the namespaces of the container", cause: error)
            }
            try doing("enter the namespaces of the container") { () throws(SystemCallError) in
                try enterNamespaces(kinds.subtracting(.time), of: container.descriptor)
            }
        }
    }
}
