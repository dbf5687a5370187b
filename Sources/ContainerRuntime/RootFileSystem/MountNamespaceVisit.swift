internal import Linux

/// Does something in another mount namespace and comes back, to our own root and working directory. Needs a process with one thread.
enum MountNamespaceVisit {
    static func perform<Result>(
        _ namespace: borrowing Descriptor?, _ body: () throws(RuntimeError) -> Result
    ) throws(RuntimeError) -> Result {
        switch namespace {
        case .none: return try body()
        case .some(let namespace):
            let what = "enter the mount namespace that is shared"
            let home = try MountNamespaceHome()
            try doing(what) { () throws(SystemCallError) in try enterNamespaces(.mount, of: namespace) }
            var result: Swift.Result<Result, RuntimeError>
            do throws(RuntimeError) { result = .success(try body()) } catch { result = .failure(error) }
            try home.comeBack()
            return try result.get()
        }
    }

    /// The one that a configuration names; nil for none, or when it has ended.
    static func shared(by namespaces: [(type: String, path: String?)]) throws(RuntimeError) -> Descriptor? {
        for (type, path) in namespaces where type == "mount" {
            guard let path, !path.isEmpty else { return nil }
            do throws(SystemCallError) { return try open(path, .nonBlocking) } catch {
                if error.errno == .noEntry { return nil }
                throw RuntimeError(doing: "open namespace", subject: path, cause: error)
            }
        }
        return nil
    }
}

/// Where this process is at home: its mount namespace, root and working directory. Needs a process with one thread.
struct MountNamespaceHome: ~Copyable {
    private let namespace: Descriptor
    private let root: Descriptor
    private let directory: Descriptor

    init() throws(RuntimeError) {
        let what = "remember the mount namespace"
        let namespace = try doing(what) { () throws(SystemCallError) in try open("/proc/self/ns/mnt") }
        let root = try doing(what) { () throws(SystemCallError) in try open("/", [.path, .directory]) }
        directory = try doing(what) { () throws(SystemCallError) in try open(".", [.path, .directory]) }
        self.namespace = namespace
        self.root = root
    }

    /// Goes to a new one, whose mounts the host does not see.
    func leaveForNew() throws(RuntimeError) {
        try doing("make a mount namespace") { () throws(SystemCallError) in
            try unshareNamespaces(.mount)
            try Linux.mount(source: nil, on: "/", flags: [.recursive, .slave])
        }
    }

    func comeBack() throws(RuntimeError) {
        try doing("come back to the mount namespace") { () throws(SystemCallError) in
            try enterNamespaces(.mount, of: namespace)
            try changeDirectory(to: root)
            try changeRoot(".")
            try changeDirectory(to: directory)
        }
    }
}
