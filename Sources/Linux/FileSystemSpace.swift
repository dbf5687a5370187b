internal import CLinux

// A file system as a whole, reached through any file on it.

extension Descriptor {
    /// Waits until everything of this file's file system is on the disk (`syncfs(2)`), errors of writing back included.
    public func flushFileSystem() throws(SystemCallError) {
        try check("syncfs", openPlace(number)) { apus_sync_filesystem(number) }
    }

    /// Bytes that are free for a process without privileges, and all there are (`statvfs(3)`).
    public func fileSystemSpace() throws(SystemCallError) -> (available: UInt64, total: UInt64) {
        var available: UInt64 = 0
        var total: UInt64 = 0
        try check("fstatvfs", "descriptor \(number)") { unsafe apus_filesystem_space(number, &available, &total) }
        return (available, total)
    }
}
