internal import CLinux

/// Whether a path lies on a file system that is mounted read-only.
public func isReadOnly(_ path: some PathBytes) -> Bool {
    do throws(SystemCallError) {
        _ = try unsafe checkPath("faccessat", path) { unsafe apus_access($0, 2) }  // W_OK
        return false
    } catch { return error.errno == .readOnly }
}
