/// Adds up what files take on the disk, as du(1) does: the blocks of files and directories, of a file with several names once.
///
/// Stays on the file system that it begins on. What goes away while it looks does not count.
public struct AllocatedSpace: Sendable {
    /// Bytes.
    public private(set) var bytes: Int64 = 0
    /// Of files with several names.
    private var seen: Set<Identity> = []

    private struct Identity: Hashable {
        var device: UInt64
        var inode: UInt64
    }

    public init() {}

    /// The space of one tree or file; nothing where there is none.
    public static func of(_ path: String) throws(SystemCallError) -> Int64 {
        var space = AllocatedSpace()
        try space.add(path)
        return space.bytes
    }

    /// Adds a tree or a file.
    public mutating func add(_ path: String) throws(SystemCallError) {
        do throws(SystemCallError) {
            let status = try Linux.status(of: path, followingLinks: false)
            count(status)
            guard status.kind == .directory else { return }
            try add(below: open(path, [.readOnly, .directory, .noFollow]), device: status.device)
        } catch {
            if error.errno != .noEntry { throw error }
        }
    }

    private mutating func add(below directory: borrowing Descriptor, device: UInt64) throws(SystemCallError) {
        for entry in try directory.entries() {
            do throws(SystemCallError) {
                let status = try Linux.status(of: entry.name, at: directory.number, followingLinks: false)
                guard status.device == device else { continue }
                count(status)
                guard status.kind == .directory else { continue }
                try add(below: open(entry.name, [.readOnly, .directory, .noFollow], at: directory.number), device: device)
            } catch {
                guard error.errno == .noEntry || error.errno == .notDirectory || error.errno == .loop else { throw error }
            }
        }
    }

    private mutating func count(_ status: FileStatus) {
        if status.kind != .directory, status.links > 1 {
            guard seen.insert(Identity(device: status.device, inode: status.inode)).inserted else { return }
        }
        bytes += status.blocks * 512
    }
}
