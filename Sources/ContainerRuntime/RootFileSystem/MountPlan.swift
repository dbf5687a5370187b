internal import Linux
internal import OCISpecification

/// One mount of the specification, read and checked before anything is made.
struct MountPlan {
    enum Kind {
        /// A piece of the host's file system, at this absolute path.
        case bind(source: String)
        case fileSystem(type: String, source: String?)
        case controlGroups
        /// New options for what is mounted already.
        case change
    }

    let kind: Kind
    /// Absolute, in the container.
    let destination: String
    let options: MountOptions
    /// Of a bind mount whose owners are mapped.
    let owners: Owners?
    /// For messages: where in the configuration it stands.
    let index: Int

    /// How owners are mapped; without ranges as in the container's user namespace.
    struct Owners {
        let users: [IdentityRange]
        let groups: [IdentityRange]
        /// Those of all mounts below, too.
        let recursive: Bool
    }

    private static func owners(
        _ mount: borrowing OCISpecification.Mount, _ options: borrowing MountOptions, _ field: String,
        _ container: (users: [IdentityRange], groups: [IdentityRange])
    ) throws(RuntimeError) -> Owners? {
        var users = IdentityRange.list(mount.uidMappings)
        var groups = IdentityRange.list(mount.gidMappings)
        if let text = options.idMappingText {
            (users, groups) = try MappingText.read(text, field: "\(field).options", container: container)
        }
        if options.idMapping == nil && users.isEmpty && groups.isEmpty { return nil }
        guard options.isBind else {
            throw .unsupported("\(field).uidMappings", "only bind mounts can have mapped owners")
        }
        guard users.isEmpty == groups.isEmpty else {
            throw .invalid("\(field).uidMappings", "uidMappings and gidMappings go together")
        }
        return Owners(users: users, groups: groups, recursive: options.idMapping == .recursive)
    }

    /// `container`: the mapping of its user namespace.
    init(
        _ mount: borrowing OCISpecification.Mount, index: Int, bundle: String,
        container: (users: [IdentityRange], groups: [IdentityRange]) = ([], [])
    ) throws(RuntimeError) {
        let field = "mounts[\(index)]"
        guard mount.destination.hasPrefix("/") else {
            throw .invalid("\(field).destination", "\"\(mount.destination)\" is not an absolute path")
        }
        let parts = mount.destination.parts(between: "/").map { String($0) }.filter { $0 != "." }
        if parts.isEmpty { throw .unsupported("\(field).destination", "a mount over the root itself") }
        if parts.contains("..") {
            throw .invalid("\(field).destination", "\"\(mount.destination)\" has \"..\" in it")
        }
        destination = "/" + String(joining: parts, by: "/")
        self.index = index
        options = MountOptions(mount.options ?? [], type: mount.type)
        owners = try Self.owners(mount, options, field, container)
        if options.isRemount {
            kind = .change
        } else if options.isBind {
            guard let source = mount.source, !source.isEmpty else {
                throw .invalid("\(field).source", "a bind mount on \(destination) needs a source")
            }
            kind = .bind(source: source.hasPrefix("/") ? source : "\(bundle)/\(source)")
            if let left = options.parameters.first {
                throw .invalid("\(field).options", "\"\(left)\" means nothing to a bind mount on \(destination)")
            }
        } else if let type = mount.type, !type.isEmpty {
            kind =
                type == "cgroup" || type == "cgroup2"
                ? .controlGroups : .fileSystem(type: type, source: mount.source)
        } else if !options.propagation.isEmpty {
            kind = .change
        } else {
            throw .invalid("\(field).type", "it is missing, and \(destination) is no bind mount")
        }
    }

    /// `/proc`, `/sys` and `/dev` have to be directories of the image, not symlinks to other places of it
    /// (CVE-2019-19921, CVE-2023-28642).
    var refusesSymlinks: Bool {
        if destination == "/proc" || destination == "/sys" || destination == "/dev" { return true }
        if case .fileSystem(let type, _) = kind { return type == "proc" || type == "sysfs" }
        return false
    }

    /// Files below `/proc` that a bind mount may replace, as in lxcfs; anything else there would fool the container's
    /// own start (CVE-2019-16884).
    static let replaceableInProc: Set<String> = [
        "/proc/cpuinfo", "/proc/diskstats", "/proc/meminfo", "/proc/stat", "/proc/swaps", "/proc/uptime",
        "/proc/loadavg", "/proc/slabinfo", "/proc/net/dev", "/proc/sys/kernel/ns_last_pid",
        "/proc/sys/crypto/fips_enabled",
    ]
}
