internal import Linux

/// Puts the file system of a container together inside its own mount namespace, step by step.
struct RootAssembly: ~Copyable {
    let plan: RootPlan
    private(set) var sources: MountSources
    /// The new root: a mount of its own.
    let root: Descriptor
    /// Attached where the bundle names it, not over `/`.
    let isAtItsPath: Bool

    /// Cuts the propagation to the host and attaches the root over `/`, where only `pivot_root` will find it, or at its path for hooks
    /// that enter this namespace.
    init(_ plan: RootPlan, sources opened: consuming MountSources?) throws(RuntimeError) {
        var sources = try Self.sources(plan, opened)
        if !plan.sharesMounts {
            try doing("keep mounts of the container from the host") { () throws(SystemCallError) in
                try Linux.mount(source: nil, on: "/", flags: [.recursive, .slave])
            }
        }
        let root = sources.takeRoot()
        isAtItsPath = try Self.attach(root, plan)
        self.plan = plan
        self.root = root
        self.sources = sources
    }

    /// In a container that runs, whose root this is.
    init(inside plan: RootPlan, sources: consuming MountSources, root: consuming Descriptor) {
        self.plan = plan
        self.sources = sources
        self.root = root
        isAtItsPath = false
    }

    private static func attach(_ root: borrowing Descriptor, _ plan: RootPlan) throws(RuntimeError) -> Bool {
        try doing("attach the root of the container") { () throws(SystemCallError) in
            guard case .directory(let path) = plan.root else {
                try root.moveMount(onto: "/")
                return false
            }
            try root.setMountAttributes(set: [], propagation: .slave, recursive: true)
            if plan.sharesMounts {
                try root.moveMount(onto: path)
                return true
            }
            if plan.showsRootToHooks {
                do throws(SystemCallError) {
                    try root.moveMount(onto: path)
                    return true
                } catch {
                    // In another user namespace there may be no right to walk there, which the hooks do not have either.
                    if error.errno != .access { throw error }
                }
            }
            try root.moveMount(onto: "/")
            return false
        }
    }

    private static func sources(
        _ plan: RootPlan, _ opened: consuming MountSources?
    ) throws(RuntimeError) -> MountSources {
        if let opened = consume opened { return opened }
        return try MountSources(root: plan.root, mounts: plan.mounts, mapping: nil)
    }

    /// All mounts of the specification, in their order. `groups` is asked when they are mounted: the runtime makes them
    /// while the rest is put together.
    mutating func mountAll(_ groups: () throws(RuntimeError) -> ControlGroupMount) throws(RuntimeError) {
        for (index, mount) in plan.mounts.enumerated() {
            var controlGroups: ControlGroupMount?
            if case .controlGroups = mount.kind { controlGroups = try groups() }
            do throws(SystemCallError) {
                switch mount.kind {
                case .bind: try bind(sources.take(index), mount)
                case .fileSystem(let type, let source): try mountFileSystem(type, source, mount)
                case .controlGroups: if let controlGroups { try mountControlGroups(mount, controlGroups) }
                case .change: try change(mount)
                }
            } catch  where !Safeguard.mountErrors.isOn {
                continue
            } catch {
                throw RuntimeError(
                    doing: "mount", subject: "\(mount.destination) (mounts[\(mount.index)])", cause: error)
            }
        }
    }

    private func bind(_ tree: consuming Descriptor, _ mount: MountPlan) throws(SystemCallError) {
        let kind = try tree.status().kind
        if kind == .symlink { return try copySymlink(tree, mount) }
        let target = try place(mount, isDirectory: kind == .directory)
        try refuseProcfs(target, mount)
        try tree.apply(mount.options, defaultPropagation: .slave, isSingle: !mount.options.isRecursiveBind)
        try tree.moveMount(onto: target)
    }

    /// Files of the kernel that a mount would hide from the container's own start, wherever links of the image lead it.
    private func refuseProcfs(_ target: borrowing Descriptor, _ mount: MountPlan) throws(SystemCallError) {
        guard try target.fileSystemType() == FileSystemMagic.proc, mount.destination != "/proc", Safeguard.procTargets.isOn,
            !MountPlan.replaceableInProc.contains(mount.destination)
        else { return }
        throw SystemCallError(call: "mount", subject: "\(mount.destination) lies in a procfs", errno: .perm)
    }

    private func mountFileSystem(_ type: String, _ source: String?, _ mount: MountPlan) throws(SystemCallError) {
        var options = mount.options
        if let label = plan.mountLabel, type != "proc", type != "sysfs" {
            options.parameters.append("\(plan.labelOption)=\(label)")
        }
        // A read-only /dev is filled before.
        if mount.destination == "/dev" { options.set.remove(.readOnly) }
        // What is made only now to be mounted upon has nothing to give: neither its mode nor its files.
        var isNew = false
        if type == "tmpfs" {
            if let _ = try ContainedPath.find(mount.destination, in: root) {} else { isNew = true }
        }
        if isNew { options.copiesUp = false }
        let target = try place(mount, isDirectory: true)
        try refuseProcfs(target, mount)
        if FileSystemMount.isLong(options) {
            if type == "overlay", let made = try LayerList.mount(options) {
                if !options.recursiveSet.isEmpty || !options.propagation.isEmpty { try made.apply(options) }
                return try made.moveMount(onto: target)
            }
            try FileSystemMount.mountByText(type: type, source: source, options: options, onto: target)
            // What lies on top of the mount point now.
            return try open(mount.destination, in: root, .path).apply(options)
        }
        let made: Descriptor
        do throws(SystemCallError) {
            made = try FileSystemMount.make(
                type: type, source: source, options: options, inUserNamespace: plan.inUserNamespace)
        } catch {
            // A namespace that belongs to another user namespace: its file system is the host's, seen read-only.
            guard error.errno == .perm || error.errno == .busy, let host = Self.hostPath(type) else { throw error }
            let tree = try cloneTree(host, recursive: true)
            try tree.apply(options, defaultPropagation: .slave)
            return try tree.moveMount(onto: target)
        }
        if type == "tmpfs" && !isNew && !options.parameters.contains(where: { $0.hasPrefix("mode=") }) {
            try setPermissions(".", target.status().permissions, at: made.number)
        }
        if options.copiesUp { try CopyUp.copy(from: target, to: made) }
        if !options.recursiveSet.isEmpty || !options.propagation.isEmpty || options.copiesUp {
            try made.apply(options)
        }
        try made.moveMount(onto: target)
    }

    private func mountControlGroups(
        _ mount: MountPlan, _ groups: ControlGroupMount
    ) throws(SystemCallError) {
        let target = try place(mount, isDirectory: true)
        try refuseProcfs(target, mount)
        try groups.mount(onto: target, options: mount.options)
    }

    private func change(_ mount: MountPlan) throws(SystemCallError) {
        let target = try open(mount.destination, in: root, .path)
        let parameters = mount.options.superblock + mount.options.parameters
        if !parameters.isEmpty {
            let change = try FileSystemChange(of: target)
            for parameter in parameters {
                let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                try change.set(parts[0], parts.count == 2 ? parts[1] : nil)
            }
            try change.apply()
        }
        try target.apply(mount.options)
    }

    /// `copy-symlink`: the container gets a link that says the same.
    private func copySymlink(_ source: borrowing Descriptor, _ mount: MountPlan) throws(SystemCallError) {
        let text = try readSymlink("", at: source.number)
        let place = try ContainedPath.parent(of: mount.destination, in: root)
        do throws(SystemCallError) { try makeSymlink(place.name, to: text, at: place.directory.number) } catch {
            guard error.errno == .exists else { throw error }
            let found = try status(of: place.name, at: place.directory.number, followingLinks: false)
            guard found.kind == .symlink, try readSymlink(place.name, at: place.directory.number).display == text.display else {
                throw SystemCallError(call: "symlinkat", subject: mount.destination, errno: .exists)
            }
        }
    }

    /// The mount point, made when it is missing.
    private func place(_ mount: MountPlan, isDirectory: Bool) throws(SystemCallError) -> Descriptor {
        if (mount.refusesSymlinks && Safeguard.kernelPlaces.isOn) || mount.options.targetNotFollowed {
            do throws(SystemCallError) {
                return try open(
                    mount.destination, in: root, isDirectory ? [.path, .directory] : .path,
                    resolve: [.inRoot, .noMagicLinks, .noSymlinks])
            } catch {
                if error.errno == .loop {
                    throw SystemCallError(
                        call: "openat2", subject: "\(mount.destination) is a symlink in the image: refused",
                        errno: .loop)
                }
                guard error.errno == .noEntry else { throw error }
            }
        }
        return isDirectory
            ? try ContainedPath.directory(mount.destination, in: root)
            : try ContainedPath.file(mount.destination, in: root)
    }

    private static func hostPath(_ type: String) -> String? {
        switch type {
        case "sysfs": "/sys"
        case "mqueue": "/dev/mqueue"
        default: nil
        }
    }
}
