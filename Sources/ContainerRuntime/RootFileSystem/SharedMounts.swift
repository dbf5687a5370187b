internal import Linux
internal import OCISpecification

/// A container without a mount namespace of its own. Its root is mounted on itself, everything else upon that, and it is entered by
/// chroot: so it is one piece, which is taken away as a whole when the container goes.
enum SharedMounts {
    /// What would change the machine for everybody is refused.
    static func check(_ configuration: borrowing RuntimeConfiguration, _ root: RootSource) throws(RuntimeError) {
        let why = "it needs a mount namespace of the container's own"
        guard case .directory = root else { throw .invalid("linux.namespaces", "layers need a mount namespace of the container's own") }
        if configuration.root?.readonly == true { throw .invalid("root.readonly", why) }
        if configuration.linux?.maskedPaths?.isEmpty == false { throw .invalid("linux.maskedPaths", why) }
        if configuration.linux?.readonlyPaths?.isEmpty == false { throw .invalid("linux.readonlyPaths", why) }
        if configuration.linux?.rootfsPropagation?.isEmpty == false { throw .invalid("linux.rootfsPropagation", why) }
    }

    /// How many mounts lie on a directory, one on top of the other (proc_pid_mountinfo(5)).
    static func count(on path: String) throws(RuntimeError) -> Int {
        guard let place = try resolved(path) else { return 0 }
        return try count(onResolved: place)
    }

    private static func count(onResolved place: ByteName) throws(RuntimeError) -> Int {
        let table = try doing("read", "/proc/self/mountinfo") { () throws(SystemCallError) in
            try readFile("/proc/self/mountinfo")
        }
        let wanted = escaped(place)
        var count = 0
        for line in table.split(separator: 10) {
            let fields = line.split(separator: 32, maxSplits: 5)
            if fields.count > 5, fields[4].elementsEqual(wanted) { count += 1 }
        }
        return count
    }

    /// Takes away what came on top since.
    static func remove(from path: String, before: Int) throws(RuntimeError) {
        guard let place = try resolved(path) else { return }
        for _ in 0..<8 where try count(onResolved: place) > before {
            try doing("unmount the root of the container", path) { () throws(SystemCallError) in
                try unmount(place, detached: true)
            }
        }
    }

    /// Where a path leads, without links, as the kernel tells it in its table; nil when nothing is there.
    private static func resolved(_ path: String) throws(RuntimeError) -> ByteName? {
        do throws(SystemCallError) {
            let directory = try open(path, [.path, .directory])
            return try readSymlink(directory.procPath)
        } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return nil }
            throw RuntimeError(doing: "look for the root of the container", subject: path, cause: error)
        }
    }

    private static func escaped(_ path: ByteName) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in path.bytes {
            switch byte {
            case 32, 9, 10, 92: bytes += [92, 48 + (byte >> 6), 48 + (byte >> 3 & 7), 48 + (byte & 7)]
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
