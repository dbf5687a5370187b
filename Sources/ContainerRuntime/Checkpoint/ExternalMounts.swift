internal import ControlGroups
internal import Linux

/// The mounts of a container that come from outside: criu writes down a name for each, and mounts what we give it under that name.
///
/// Both lists follow from the configuration alone. What a checkpoint names beyond them is not mounted.
struct ExternalMounts {
    /// Mount points in the container with the names they are written down as.
    private(set) var names: [(key: String, value: String)] = []
    /// Names with paths of the host.
    private(set) var sources: [(key: String, value: String)] = []

    private static let nullDevice = "/dev/null"

    /// `process` is the first of a container that runs; `directory` may hold the socket of a service manager; `groups` are those
    /// that the container sees.
    init(
        _ plan: LaunchPlan, rootfs: String, of process: Int32? = nil, directory: RuntimeDirectory, groups: ContainerGroups
    ) throws(RuntimeError) {
        let root = plan.root
        try doing("look at the root of the container", rootfs) { () throws(SystemCallError) in
            let place = try open(rootfs, [.path, .directory])
            for (index, mount) in root.mounts.enumerated() {
                switch mount.kind {
                case .bind(let source):
                    if mount.options.copiesSymlink, try status(of: source, followingLinks: false).kind == .symlink { continue }
                    let target = try Self.resolved(mount.destination, in: place)
                    add(target, from: source)
                    if mount.options.isRecursiveBind { try addBelow(source, target, before: root.mounts[(index + 1)...]) }
                case .controlGroups: try add(groups, at: mount.destination, plan)
                case .fileSystem, .change: continue
                }
            }
        }
        if let process { try addMasked(root.maskedPaths, process) }
        if !root.maskedPaths.isEmpty { sources.append((Self.nullDevice, Self.nullDevice)) }
        if root.inUserNamespace {
            // They are those of the machine, mounted one by one.
            for device in (root.makesDevices ? DeviceNode.defaults : []) + root.devices where device.kind != .fifo {
                add(device.path, from: device.path)
            }
        }
        let notify = "\(directory.path)/notify"
        if (try? exists(notify)) == true { add("/run/notify", from: notify) }
    }

    /// Masked directories have a file system of the container's own.
    private mutating func addMasked(_ paths: [String], _ process: Int32) throws(RuntimeError) {
        try doing("look at the masked paths of process", "\(process)") { () throws(SystemCallError) in
            let root = try open("/proc/\(process)/root", [.path, .directory])
            for path in paths {
                guard let found = try ContainedPath.find(path, in: root) else { continue }
                if try found.status().kind != .directory { names.append((path, Self.nullDevice)) }
            }
        }
    }

    private mutating func add(_ target: String, from source: String) {
        if sources.contains(where: { $0.key == target }) { return }
        names.append((target, target))
        sources.append((target, source))
    }

    /// What is mounted below the source of a recursive bind mount came with it, but for what a later mount covers.
    private mutating func addBelow(
        _ source: String, _ target: String, before later: ArraySlice<MountPlan>
    ) throws(SystemCallError) {
        let found = try open(source, .path)
        let source = try readSymlink(found.procPath).display
        for path in try MountPoints.all() where path.hasPrefix(source == "/" ? "/" : source + "/") && path != source {
            let inside = target + (source == "/" ? path : String(path.dropFirst(source.utf8.count)))
            if later.contains(where: { $0.destination == inside || inside.hasPrefix($0.destination + "/") }) { continue }
            add(inside, from: path)
        }
    }

    /// As ``ControlGroupMount`` mounts them.
    private mutating func add(_ groups: ContainerGroups, at target: String, _ plan: LaunchPlan) throws(SystemCallError) {
        guard let group = groups.group else { return }
        if group.layout.isUnified {
            guard let place = group.places.first else { return }
            return add(target, from: plan.created.contains(.cgroup) ? place.directory : place.hierarchy.mountPoint)
        }
        for place in group.places { add("\(target)/\(ControlGroupMount.name(place))", from: place.directory) }
    }

    /// Where a mount point is when symlinks of the root are followed; those of what is mounted in it are not.
    private static func resolved(_ path: String, in root: borrowing Descriptor) throws(SystemCallError) -> String {
        guard let found = try ContainedPath.find(path, in: root) else { return path }
        let whole = try readSymlink(found.procPath).display
        let start = try readSymlink(root.procPath).display
        return start == "/" ? whole : whole.hasPrefix(start + "/") ? String(whole.dropFirst(start.utf8.count)) : path
    }
}

/// Where something is mounted, in our own namespace (proc_pid_mountinfo(5)).
enum MountPoints {
    static func all() throws(SystemCallError) -> [String] {
        var paths: [String] = []
        for line in try readFile("/proc/self/mountinfo").split(separator: 10) {
            let fields = line.split(separator: 32, maxSplits: 5)
            if fields.count > 5 { paths.append(plain(fields[4])) }
        }
        return paths
    }

    /// Spaces and their like stand there as a backslash and three octal digits.
    private static func plain(_ text: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == 92, digits.count == 3, digits.allSatisfy({ 48...55 ~= $0 }) {
                bytes.append(digits.reduce(0) { $0 &* 8 &+ ($1 - 48) })
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
