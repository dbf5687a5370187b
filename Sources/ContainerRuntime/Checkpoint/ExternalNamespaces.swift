internal import Linux
internal import OCISpecification

/// The namespaces that a container shares with others by a path in its configuration: criu leaves them as they are.
enum ExternalNamespaces {
    /// What criu calls a kind, and what runc and crun call such a namespace in a checkpoint.
    private static func external(_ type: String) -> (kind: String, name: String)? {
        switch type {
        case "network": ("net", "extRootNetNS")
        case "pid": ("pid", "extRootPidNS")
        default: nil
        }
    }

    /// For a dump.
    static func names(_ configuration: borrowing RuntimeConfiguration) throws(RuntimeError) -> [String] {
        var names: [String] = []
        for namespace in configuration.linux?.namespaces ?? [] {
            guard let path = namespace.path, !path.isEmpty, let (kind, name) = external(namespace.type) else { continue }
            let inode = try doing("look at namespace", path) { () throws(SystemCallError) in try status(of: path).inode }
            names.append("\(kind)[\(inode)]:\(name)")
        }
        return names
    }

    /// For a restore: what criu inherits, and what it joins.
    struct Entered: ~Copyable {
        private(set) var inherited: [(name: String, number: CInt)] = []
        private(set) var joined: [(kind: String, path: String)] = []

        init(_ configuration: borrowing RuntimeConfiguration) throws(RuntimeError) {
            for (index, namespace) in (configuration.linux?.namespaces ?? []).enumerated() {
                guard let path = namespace.path, !path.isEmpty else { continue }
                if let (_, name) = external(namespace.type) {
                    let file = try doing("open namespace", path) { () throws(SystemCallError) in try open(path, .nonBlocking) }
                    inherited.append((name, file.release()))
                    continue
                }
                switch namespace.type {
                case "ipc", "uts", "time", "user": joined.append((namespace.type, path))
                default:
                    throw .unsupported(
                        "linux.namespaces[\(index)]", "a container that joins another's \(namespace.type) namespace cannot be restored")
                }
            }
        }

        deinit { for (_, number) in inherited { _ = Descriptor(owning: number) } }
    }
}
