internal import Linux

/// The pseudo-terminal of a container: master for the runtime, the other end as `/dev/console` and streams.
struct Console: ~Copyable {
    let master: Descriptor
    let peer: Descriptor

    /// Opened from the container's own devpts where it has one, so that its number is right inside.
    init(root: borrowing Descriptor, hasTerminals: Bool) throws(SystemCallError) {
        let master: Descriptor
        if hasTerminals {
            let terminals = try open("/dev/pts", in: root, [.path, .directory], resolve: [.inRoot, .noMagicLinks])
            guard try terminals.fileSystemType() == FileSystemMagic.devpts else {
                throw SystemCallError(call: "fstatfs", subject: "/dev/pts is no devpts", errno: .noSuchDevice)
            }
            master = try Terminal.openMaster("ptmx", at: terminals.number)
        } else {
            master = try Terminal.openMaster()
        }
        let peer = try Terminal.openPeer(of: master)
        self.master = master
        self.peer = peer
    }

    /// Mounts the terminal itself, not a path to it, on `/dev/console` (CVE-2025-52565: a path can be swapped).
    func mount(in root: borrowing Descriptor) throws(SystemCallError) {
        let place = try ContainedPath.parent(of: "/dev/console", in: root)
        do throws(SystemCallError) {
            _ = try open(
                place.name, [.create, .exclusive, .noFollow, .writeOnly], mode: 0o620, at: place.directory.number)
        } catch {
            if error.errno != .exists { throw error }
        }
        let target = try open(place.name, Safeguard.console.isOn ? [.path, .noFollow] : .path, at: place.directory.number)
        if try target.status().kind == .symlink {
            throw SystemCallError(call: "move_mount", subject: "/dev/console is a symlink", errno: .loop)
        }
        try peer.cloneTree().moveMount(onto: target)
    }

    /// Makes the terminal that of this session, which the caller leads, and its three streams.
    func takeOver(user: UInt32, size: WindowSize?) throws(SystemCallError) {
        if let size { try Terminal.setSize(size, of: peer.number) }
        // In a user namespace the group may not be mapped; the owner is what counts.
        try peer.setOwner(user: user, group: .max)
        try Terminal.setControlling(peer.number)
        for number in CInt(0)...2 { try placeDescriptor(peer.number, at: number) }
    }
}
