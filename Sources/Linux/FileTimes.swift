internal import CLinux
internal import Glibc

// Times of files (utimensat(2)). A time that is nil is left as it is.

/// The nanosecond count that leaves a time alone.
private let omitted: Int64 = 0x3fff_fffe  // UTIME_OMIT

extension Descriptor {
    /// Sets the times of the open file; not for `O_PATH` descriptors.
    public func setTimes(modified: FileStatus.Time?, accessed: FileStatus.Time? = nil) throws(SystemCallError) {
        let number = self.number
        try check("utimensat", "descriptor \(number)") {
            apus_utimensat(
                number, nil, accessed?.seconds ?? 0, accessed?.nanoseconds ?? omitted, modified?.seconds ?? 0,
                modified?.nanoseconds ?? omitted, 0)
        }
    }
}

/// Sets the times of a path; a link at its end is not followed.
public func setTimes(
    _ path: some PathBytes, modified: FileStatus.Time?, accessed: FileStatus.Time? = nil,
    at directory: CInt = currentDirectory
) throws(SystemCallError) {
    try unsafe checkPath("utimensat", path) {
        unsafe apus_utimensat(
            directory, $0, accessed?.seconds ?? 0, accessed?.nanoseconds ?? omitted, modified?.seconds ?? 0,
            modified?.nanoseconds ?? omitted, AT_SYMLINK_NOFOLLOW)
    }
}
