internal import Linux

/// The namespaces of a running container, entered through the descriptor of its first process.
struct ExecTarget: ~Copyable {
    let changesUserNamespace: Bool
    private let container: LivingContainer
    private let ownProcessNamespace: Descriptor

    private static let all: NamespaceKinds = [.mount, .process, .network, .ipc, .hostName, .cgroup, .time]

    init(_ container: consuming LivingContainer) throws(RuntimeError) {
        let pid = container.pid
        let (changes, own): (Bool, CInt)
        do throws(SystemCallError) {
            let theirs = try status(of: "/proc/\(pid)/ns/user")
            let ours = try status(of: "/proc/self/ns/user")
            changes = theirs.inode != ours.inode || theirs.device != ours.device
            own = try open("/proc/self/ns/pid").release()
        } catch { throw RuntimeError(doing: "look at the namespaces of process", subject: "\(pid)", cause: error) }
        changesUserNamespace = changes
        ownProcessNamespace = Descriptor(owning: own)
        self.container = container
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

    /// Enters everything at once, so that there is no moment with a part of it.
    func enter() throws(RuntimeError) {
        let kinds = changesUserNamespace ? Self.all.union(.user) : Self.all.subtracting(.process)
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
