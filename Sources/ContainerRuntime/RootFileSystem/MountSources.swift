internal import Linux

/// The root and the sources of all bind mounts as trees that are attached nowhere yet.
///
/// Opened before propagation is cut, so that a volume can stay shared with the host; and by the runtime itself where a
/// new user namespace would no longer let the container's first process walk to them.
struct MountSources: ~Copyable {
    private var root: CInt
    /// Parallel to the mounts; -1 for those without a source, or taken.
    private var trees: [CInt]
    /// A file system with device nodes that the machine has not, by index; -1 for none.
    private(set) var devices: CInt = -1

    /// - Parameter mapping: how owners are mapped, for a root and for mounts that ask it.
    init(root source: RootSource, mounts: [MountPlan], mapping: borrowing OwnerMapping?) throws(RuntimeError) {
        trees = Array(repeating: -1, count: mounts.count)
        root = -1
        root = try Self.openRoot(source, mapping).release()
        try openTrees(of: mounts, mapping)
    }

    /// With nodes for a container in a user namespace, where nobody can make any.
    mutating func makeDevices(
        _ devices: [DeviceNode], users: [IdentityRange], groups: [IdentityRange]
    ) throws(RuntimeError) {
        self.devices = try MadeDevices.make(devices, users: users, groups: groups)?.release() ?? -1
    }

    /// Those of mounts alone.
    init(of mounts: [MountPlan]) throws(RuntimeError) {
        trees = Array(repeating: -1, count: mounts.count)
        root = -1
        try openTrees(of: mounts, nil)
    }

    private mutating func openTrees(of mounts: [MountPlan], _ mapping: borrowing OwnerMapping?) throws(RuntimeError) {
        for (index, mount) in mounts.enumerated() {
            guard case .bind(let path) = mount.kind else { continue }
            let tree: Descriptor
            do throws(SystemCallError) {
                tree = try Self.open(
                    path, recursive: mount.options.isRecursiveBind,
                    followingLinks: !mount.options.sourceNotFollowed && !mount.options.copiesSymlink)
            } catch {
                let failure = RuntimeError(
                    doing: "open the source of the mount on \(mount.destination)", subject: path,
                    cause: error.errno.words)
                throw failure
            }
            if let owners = mount.owners { try Self.mapOwners(of: tree, mount, owners, mapping) }
            trees[index] = tree.release()
        }
    }

    private static func open(
        _ path: String, recursive: Bool, followingLinks: Bool
    ) throws(SystemCallError) -> Descriptor {
        // A mount of another container, such as its /dev/shm.
        if path.hasPrefix("/proc/"), case let parts = path.split(separator: "/", maxSplits: 3), parts.count == 4,
            parts[2] == "root", let process = Int32(parts[1])
        {
            return try cloneTree(seenBy: process, "/\(parts[3])", recursive: recursive, followingLinks: followingLinks)
        }
        return try cloneTree(path, recursive: recursive, followingLinks: followingLinks)
    }

    private static func mapOwners(
        of tree: borrowing Descriptor, _ mount: MountPlan, _ owners: MountPlan.Owners,
        _ mapping: borrowing OwnerMapping?
    ) throws(RuntimeError) {
        let what = "map the owners of the mount on"
        if !owners.users.isEmpty {
            let namespace = try MappingNamespace.make(users: owners.users, groups: owners.groups)
            return try doing(what, mount.destination) { () throws(SystemCallError) in
                try tree.mapOwners(by: namespace, recursive: owners.recursive)
            }
        }
        switch mapping {
        case .some(let mapping):
            try doing(what, mount.destination) { () throws(SystemCallError) in
                try tree.mapOwners(by: mapping.namespace, recursive: owners.recursive)
            }
        case .none:
            throw .invalid(
                "mounts[\(mount.index)].options", "idmap needs uidMappings, or a user namespace of the container's own")
        }
    }

    deinit {
        for number in trees + [root, devices] where number >= 0 { _ = Descriptor(owning: number) }
    }

    mutating func takeRoot() -> Descriptor {
        let number = root
        root = -1
        return Descriptor(owning: number)
    }

    mutating func take(_ index: Int) -> Descriptor {
        let number = trees[index]
        trees[index] = -1
        return Descriptor(owning: number)
    }

    private static func openRoot(
        _ source: RootSource, _ mapping: borrowing OwnerMapping?
    ) throws(RuntimeError) -> Descriptor {
        switch source {
        case .directory(let path):
            return try doing("open the root of the container", path) { () throws(SystemCallError) in
                try cloneTree(path, recursive: true)
            }
        case .mounted(let number):
            return try doing("take the root of the container") { () throws(SystemCallError) in
                let mount = Descriptor(owning: number)
                do throws(SystemCallError) {
                    let copy = try mount.duplicate()
                    _ = mount.release()
                    return copy
                } catch {
                    _ = mount.release()
                    throw error
                }
            }
        case .overlay(let lowers, let upper, let work, let isVolatile, let mapsOwners):
            let overlay = OverlayRoot(
                lowers: lowers, upper: upper, work: work, isVolatile: isVolatile,
                usesUserAttributes: try doing("look at the user namespace") { () throws(SystemCallError) in
                    try !isInInitialUserNamespace()
                })
            if mapsOwners {
                switch mapping {
                case .some(let mapping): return try mapping.mount(overlay)
                case .none: throw .invalid("linux.uidMappings", "mapped owners need a user namespace")
                }
            }
            return try doing("mount the root of the container") { () throws(SystemCallError) in try overlay.mount() }
        }
    }
}

extension RuntimeError {
    init(doing: String, subject: String, cause: String) {
        self.init(.refused, doing: doing, subject: subject, cause: cause)
    }
}
