internal import CLinux
internal import Glibc

/// A lock on a directory itself (flock(2)), for as long as the descriptor lives: it needs no file, so one that is being made can
/// be held from its first moment.
public enum DirectoryLock {
    /// Takes it without waiting; false when another process holds it.
    public static func take(_ directory: borrowing Descriptor) throws(SystemCallError) -> Bool {
        let number = directory.number
        do throws(SystemCallError) {
            try check("flock", "directory") { apus_flock(number, LOCK_EX | LOCK_NB) }
            return true
        } catch {
            if error.errno == .again { return false }
            throw error
        }
    }
}
