internal import Linux

/// How the owners of files are shown to a container that has a user namespace of its own: through idmapped mounts.
///
///     on the disk     as the host numbers it in the mount     in the container
///     0:0             100000:100000                           0:0
///     1000:1000       101000:101000                           1000:1000
///
/// All containers thus share the layers of an image whatever their mappings are, and what a container writes lies on the
/// disk with its own ids: who reads it there has nothing to translate. Needs kernel 5.12, and 5.19 below overlayfs.
struct OwnerMapping: ~Copyable {
    /// A user namespace that has the mapping.
    let namespace: Descriptor
    /// What root of the container is outside.
    let user: UInt32
    let group: UInt32

    init(namespace: consuming Descriptor, users: [IdentityRange], groups: [IdentityRange]) {
        self.namespace = namespace
        user = Self.root(users)
        group = Self.root(groups)
    }

    /// Where 0 is not mapped, the first that is: somebody has to own what overlayfs makes for itself.
    private static func root(_ ranges: [IdentityRange]) -> UInt32 {
        (ranges.first { $0.container == 0 } ?? ranges.first)?.host ?? 0
    }

    /// Mounts an overlay, attached nowhere, whose layers and upper directory have the ids of the container. A child does
    /// it in a mount namespace of its own: before 6.15 overlayfs takes only layers that are attached somewhere. And it does it
    /// as the root of the container: overlayfs makes files of its own with the ids of who mounted it, and those of
    /// the host's root have no place in the mapped upper directory (EOVERFLOW).
    func mount(_ overlay: OverlayRoot) throws(RuntimeError) -> Descriptor {
        let pair = try doing("make a socket") { () throws(SystemCallError) in
            try LocalSocket.pair(.sequencedPackets)
        }
        let side = try doing("make a process that mounts the root") { () throws(SystemCallError) in
            try cloneProcess(.mount)
        }
        switch consume side {
        case .child:
            let channel = BootstrapChannel(socket: pair.keepingSecond())
            CurrentProcess.setName("apus:mount")
            do throws(RuntimeError) {
                let mounted = try mountHere(overlay)
                try doing("hand over the root") { () throws(SystemCallError) in
                    try channel.send(.mounted, descriptors: [mounted.number])
                }
            } catch {
                _ = try? channel.socket.send(BootstrapMessage.failed(error))  // nobody may be there to be told
            }
            CurrentProcess.exit(0)
        case .parent(_, let descriptor):
            let channel = BootstrapChannel(socket: pair.keepingFirst())
            let mounted: Descriptor?
            do throws(RuntimeError) {
                var message = try channel.expect(.mounted, from: "the process that mounts the root")
                mounted = message.descriptors.take()
            } catch {
                _ = try? waitForChild(.descriptor(descriptor.number))  // the first failure is the one to report
                throw error
            }
            try doing("wait for the process that mounts the root") { () throws(SystemCallError) in
                _ = try waitForChild(.descriptor(descriptor.number))
            }
            guard let mounted else {
                throw RuntimeError(.lost, doing: "mount the root of the container", cause: "its descriptor is missing")
            }
            return mounted
        }
    }

    private func mountHere(_ overlay: OverlayRoot) throws(RuntimeError) -> Descriptor {
        try doing("keep mounts from the host") { () throws(SystemCallError) in
            try Linux.mount(source: nil, on: "/", flags: [.recursive, .private])
        }
        for lower in overlay.lowers { try cover(lower) }
        if !overlay.upper.isEmpty {
            // Upper and work have to lie on one mount: that of the directory which holds both.
            guard let slash = overlay.upper.lastIndex(of: "/"), overlay.work.hasPrefix(overlay.upper[...slash]) else {
                throw RuntimeError(
                    .refused, doing: "map the owners of", subject: overlay.upper,
                    cause: "\(overlay.work) does not lie beside it")
            }
            try cover(String(overlay.upper[..<slash]))
        }
        return try doing("mount the root of the container") { () throws(SystemCallError) in
            try CurrentProcess.setKeepCapabilities(true)
            try Credentials.setGroup(group)
            try Credentials.setUser(user)
            var sets = try CapabilitySets.current()
            sets.effective = sets.permitted
            try sets.apply()
            return try overlay.mount()
        }
    }

    /// Puts a directory on top of itself, its owners mapped.
    private func cover(_ path: String) throws(RuntimeError) {
        do throws(SystemCallError) {
            let tree = try cloneTree(path)
            try tree.mapOwners(by: namespace)
            try tree.moveMount(onto: path)
        } catch { throw RuntimeError(doing: "map the owners of", subject: path, cause: error) }
    }
}

extension Descriptor {
    /// Shows the files of this mount, which is attached nowhere yet, with the ids of a user namespace.
    func mapOwners(by namespace: borrowing Descriptor, recursive: Bool = false) throws(SystemCallError) {
        do throws(SystemCallError) {
            try setMountAttributes(set: .idMapped, recursive: recursive, userNamespace: namespace.number)
        } catch {
            guard error.errno == .invalid || error.errno == .noSystemCall || error.errno == .perm else { throw error }
            throw SystemCallError(
                call: "mount_setattr",
                subject: "this file system or kernel does not do idmapped mounts, which user namespaces need "
                    + "(ext4, xfs, btrfs and others on kernel 5.19; tmpfs on 6.3)", errno: error.errno)
        }
    }
}
