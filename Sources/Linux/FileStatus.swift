internal import CLinux
internal import Glibc

/// What the kernel knows of a file (`stat(2)`).
public struct FileStatus: Sendable {
    public enum Kind: Sendable { case file, directory, symlink, characterDevice, blockDevice, fifo, socket, unknown }
    public struct Time: Hashable, Sendable {
        public var seconds: Int64
        public var nanoseconds: Int64
        public init(seconds: Int64, nanoseconds: Int64 = 0) {
            self.seconds = seconds
            self.nanoseconds = nanoseconds
        }
    }

    public let device: UInt64
    public let inode: UInt64
    public let links: UInt64
    /// Permission bits with set-id and sticky bits; the kind is apart.
    public let permissions: UInt32
    public let kind: Kind
    public let user: UInt32
    public let group: UInt32
    /// Bytes.
    public let size: Int64
    /// Units of 512 bytes that are really allocated.
    public let blocks: Int64
    public let deviceMajor: UInt32
    public let deviceMinor: UInt32
    public let modified: Time
    public let changed: Time
    public let accessed: Time

    init(_ raw: apus_status) {
        device = raw.device
        inode = raw.inode
        links = raw.links
        permissions = raw.mode & 0o7777
        kind =
            switch raw.mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symlink
            case S_IFCHR: .characterDevice
            case S_IFBLK: .blockDevice
            case S_IFIFO: .fifo
            case S_IFSOCK: .socket
            default: .unknown
            }
        user = raw.user
        group = raw.group
        size = raw.size
        blocks = raw.blocks
        deviceMajor = apus_major(raw.device_type)
        deviceMinor = apus_minor(raw.device_type)
        modified = Time(seconds: raw.modified_seconds, nanoseconds: raw.modified_nanoseconds)
        changed = Time(seconds: raw.changed_seconds, nanoseconds: raw.changed_nanoseconds)
        accessed = Time(seconds: raw.accessed_seconds, nanoseconds: raw.accessed_nanoseconds)
    }
}

/// The status of a path; a symlink at its end is followed only when asked.
public func status(
    of path: some PathBytes, at directory: CInt = currentDirectory, followingLinks: Bool = true
) throws(SystemCallError) -> FileStatus {
    var raw = apus_status()
    try unsafe checkPath("fstatat", path) {
        unsafe apus_fstatat(directory, $0, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW, &raw)
    }
    return FileStatus(raw)
}

extension Descriptor {
    /// The status of the open file itself, `O_PATH` descriptors included.
    public func status() throws(SystemCallError) -> FileStatus {
        var raw = apus_status()
        try check("fstat", "descriptor \(number)") { unsafe apus_fstatat(number, "", 0x1000, &raw) }  // AT_EMPTY_PATH
        return FileStatus(raw)
    }
}

/// Whether something has this name; what cannot be told (no permission) is an error, not "no".
public func exists(_ path: some PathBytes, at directory: CInt = currentDirectory) throws(SystemCallError) -> Bool {
    do throws(SystemCallError) {
        _ = try status(of: path, at: directory, followingLinks: false)
        return true
    } catch {
        if error.errno == .noEntry || error.errno == .notDirectory { return false }
        throw error
    }
}
