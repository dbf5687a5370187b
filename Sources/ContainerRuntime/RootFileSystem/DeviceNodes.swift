internal import Linux

/// A device that a container gets.
struct DeviceNode {
    enum Kind: UInt32 {
        // the numbers of inode(7)
        case character = 0o020000
        case block = 0o060000
        case fifo = 0o010000
    }

    /// In the container.
    let path: String
    let kind: Kind
    let major: UInt32
    let minor: UInt32
    let permissions: UInt32
    let user: UInt32
    let group: UInt32

    init(
        path: String, kind: Kind, major: UInt32 = 0, minor: UInt32 = 0, permissions: UInt32 = 0o666, user: UInt32 = 0,
        group: UInt32 = 0
    ) {
        self.path = path
        self.kind = kind
        self.major = major
        self.minor = minor
        self.permissions = permissions
        self.user = user
        self.group = group
    }

    /// The devices that every container has (OCI runtime specification, "Default Devices").
    static let defaults: [DeviceNode] = [
        DeviceNode(path: "/dev/null", kind: .character, major: 1, minor: 3),
        DeviceNode(path: "/dev/zero", kind: .character, major: 1, minor: 5),
        DeviceNode(path: "/dev/full", kind: .character, major: 1, minor: 7),
        DeviceNode(path: "/dev/random", kind: .character, major: 1, minor: 8),
        DeviceNode(path: "/dev/urandom", kind: .character, major: 1, minor: 9),
        DeviceNode(path: "/dev/tty", kind: .character, major: 5, minor: 0),
    ]

    /// Makes the node; where the kernel forbids that (a user namespace), mounts the host's upon an empty file.
    /// The umask has to be 0.
    func make(in root: borrowing Descriptor, binding: Bool) throws(SystemCallError) {
        let place = try ContainedPath.parent(of: path, in: root)
        try make(in: place.directory, name: place.name, binding: binding)
    }

    func make(
        in directory: borrowing Descriptor, name: String, binding: Bool
    ) throws(SystemCallError) {
        if binding && kind != .fifo { return try bind(in: directory, name: name) }
        do throws(SystemCallError) {
            try makeNode(
                name, kind: kind.rawValue, permissions: permissions, major: major, minor: minor, at: directory.number)
        } catch {
            switch error.errno {
            case .exists: return try accept(in: directory, name: name)
            case .perm: return try bind(in: directory, name: name)
            default: throw SystemCallError(call: error.call, subject: path, errno: error.errno)
            }
        }
        if user != 0 || group != 0 {
            try setOwner(name, user: user, group: group, at: directory.number)
        }
    }

    /// What the image has of this name is taken only when it is this very device.
    private func accept(in directory: borrowing Descriptor, name: String) throws(SystemCallError) {
        let found = try status(of: name, at: directory.number, followingLinks: false)
        // Of terminals the container has its own: `ptmx` leads to them already when a caller lists every device of the host.
        if path == "/dev/ptmx", found.kind == .symlink { return }
        let same =
            switch kind {
            case .character: found.kind == .characterDevice && found.deviceMajor == major && found.deviceMinor == minor
            case .block: found.kind == .blockDevice && found.deviceMajor == major && found.deviceMinor == minor
            case .fifo: found.kind == .fifo
            }
        if !same && Safeguard.devices.isOn { throw SystemCallError(call: "mknodat", subject: path, errno: .exists) }
    }

    private func bind(in directory: borrowing Descriptor, name: String) throws(SystemCallError) {
        let host = try cloneTree(path)
        let device = try host.status()
        guard device.kind == (kind == .block ? .blockDevice : .characterDevice) else {
            throw SystemCallError(call: "open_tree", subject: "\(path) on the host is no device", errno: .noSuchDevice)
        }
        try mount(host, in: directory, name: name)
    }

    /// Mounts a node that was made elsewhere.
    func mount(_ node: borrowing Descriptor, in root: borrowing Descriptor) throws(SystemCallError) {
        let place = try ContainedPath.parent(of: path, in: root)
        try mount(node, in: place.directory, name: place.name)
    }

    private func mount(
        _ node: borrowing Descriptor, in directory: borrowing Descriptor, name: String
    ) throws(SystemCallError) {
        do throws(SystemCallError) {
            _ = try open(name, [.create, .exclusive, .noFollow, .writeOnly], mode: 0o644, at: directory.number)
        } catch {
            if error.errno != .exists { throw error }
        }
        let target = try open(name, [.path, .noFollow], at: directory.number)
        if try target.status().kind == .symlink {
            throw SystemCallError(call: "move_mount", subject: path, errno: .loop)
        }
        try node.moveMount(onto: target)
    }
}

/// The symlinks that every `/dev` has.
enum DeviceLinks {
    static func make(in dev: borrowing Descriptor, hasTerminals: Bool) throws(SystemCallError) {
        try link("fd", "/proc/self/fd", dev)
        try link("stdin", "/proc/self/fd/0", dev)
        try link("stdout", "/proc/self/fd/1", dev)
        try link("stderr", "/proc/self/fd/2", dev)
        try link("core", "/proc/kcore", dev)
        guard hasTerminals else { return }
        // A /dev of the image may hold a device here, which would be a ptmx of the host.
        do throws(SystemCallError) { try makeSymlink("ptmx", to: "pts/ptmx", at: dev.number) } catch {
            guard error.errno == .exists else { throw error }
            try removeFile("ptmx", at: dev.number)
            try makeSymlink("ptmx", to: "pts/ptmx", at: dev.number)
        }
    }

    private static func link(_ name: String, _ target: String, _ dev: borrowing Descriptor) throws(SystemCallError) {
        do throws(SystemCallError) { try makeSymlink(name, to: target, at: dev.number) } catch {
            // An image may have it already; what it points to is the image's own business.
            if error.errno != .exists { throw error }
        }
    }
}
