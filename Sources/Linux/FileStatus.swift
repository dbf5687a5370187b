internal import CLinux
internal import Glibc

/// What the kernel knows of a file (`stat(2)`).
package struct FileStatus: Sendable {
    package enum Kind: Sendable { case file, directory, symlink, characterDevice, blockDevice, fifo, socket, unknown }
    package struct Time: Hashable, Sendable {
        package var seconds: Int64
        package var nanoseconds: Int64
        package init(seconds: Int64, nanoseconds: Int64 = 0) {
            self.seconds = seconds
            self.nanoseconds = nanoseconds
        }
    }

    package let device: UInt64
    package let inode: UInt64
    package let links: UInt64
    /// Permission bits with set-id and sticky bits; the kind is apart.
    package let permissions: UInt32
    package let kind: Kind
    package let user: UInt32
    package let group: UInt32
    /// Bytes.
    package let size: Int64
    /// Units of 512 bytes that are really allocated.
    package let blocks: Int64
    package let deviceMajor: UInt32
    package let deviceMinor: UInt32
    package let modified: Time
    package let changed: Time
    package let accessed: Time

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
package func status(
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
    package func status() throws(SystemCallError) -> FileStatus {
        var raw = apus_status()
        try check("fstat", "descriptor \(number)") { unsafe apus_fstatat(number, "", 0x1000, &raw) }  // AT_EMPTY_PATH
        return FileStatus(raw)
    }
}

/// Whether something has this name; what cannot be told (no permission) is an error, not "no".
package func exists(_ path: some PathBytes, at directory: CInt = currentDirectory) throws(SystemCallError) -> Bool {
    do throws(SystemCallError) {
        _ = try status(of: path, at: directory, followingLinks: false)
        return true
    } catch {
        if error.errno == .noEntry || error.errno == .notDirectory { return false }
        throw error
    }
}
