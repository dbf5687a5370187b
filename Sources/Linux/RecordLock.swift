internal import CLinux
internal import Glibc

/// A POSIX record lock (`F_SETLK`, fcntl(2)): a forked child does not inherit it, the kernel drops it when its process
/// dies, and others can ask who holds it without taking it.
///
/// Open a lock file once in a process: closing any descriptor of the file drops every lock the process has on it.
public enum RecordLock {
    /// Takes the write lock over bytes `[start, start + length)`; false when another process holds a part of it.
    public static func take(_ file: borrowing Descriptor, start: Int64 = 0, length: Int64 = 1) throws(SystemCallError)
        -> Bool
    {
        let number = file.number
        do throws(SystemCallError) {
            try check("fcntl", "lock") { apus_lock(number, F_SETLK, Int16(F_WRLCK), start, length) }
            return true
        } catch {
            if error.errno == .again || error.errno == .access { return false }
            throw error
        }
    }

    /// Waits for the write lock.
    public static func wait(_ file: borrowing Descriptor, start: Int64 = 0, length: Int64 = 1) throws(SystemCallError) {
        let number = file.number
        try check("fcntl", "lock") { apus_lock(number, F_SETLKW, Int16(F_WRLCK), start, length) }
    }

    public static func drop(_ file: borrowing Descriptor, start: Int64 = 0, length: Int64 = 1) throws(SystemCallError) {
        let number = file.number
        try check("fcntl", "lock") { apus_lock(number, F_SETLK, Int16(F_UNLCK), start, length) }
    }

    /// The process that holds a part of `[start, start + length)`, or nil. Takes nothing.
    /// A holder in another pid namespace is named 1.
    public static func holder(_ file: borrowing Descriptor, start: Int64 = 0, length: Int64 = 2)
        throws(SystemCallError)
        -> CInt?
    {
        let number = file.number
        let holder = try check("fcntl", "lock") { apus_lock(number, F_GETLK, Int16(F_WRLCK), start, length) }
        return holder == 0 ? nil : holder
    }
}
