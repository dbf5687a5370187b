internal import CLinux
internal import Glibc

/// An open file descriptor with one owner: it closes itself when its owner lets go of it.
public struct Descriptor: ~Copyable, Sendable {
    /// The number, for a call made while this value is alive. Never store it.
    public let number: CInt

    /// Takes over a descriptor that nobody else will close.
    public init(owning number: CInt) { self.number = number }

    deinit { _ = apus_close(number) }

    /// Gives the number away: the caller now has to close it.
    public consuming func release() -> CInt {
        let number = self.number
        discard self
        return number
    }

    /// A second descriptor of the same open file, closed on exec (`F_DUPFD_CLOEXEC`).
    public func duplicate(atLeast lowest: CInt = 3) throws(SystemCallError) -> Descriptor {
        Descriptor(
            owning: try check("fcntl", "descriptor \(number)") { apus_fcntl(number, F_DUPFD_CLOEXEC, CLong(lowest)) })
    }

    /// Whether the descriptor is closed when the process executes another program.
    public func setCloseOnExec(_ on: Bool) throws(SystemCallError) {
        try check("fcntl", "descriptor \(number)") { apus_fcntl(number, F_SETFD, on ? CLong(FD_CLOEXEC) : 0) }
    }

    public func setNonBlocking(_ on: Bool) throws(SystemCallError) { try setFlag(O_NONBLOCK, on) }

    /// Whether reads and writes go past the page cache (`O_DIRECT`). Then places, lengths and memory must be aligned,
    /// to 4096 bytes to be safe everywhere; a file system that cannot says `EINVAL` here or when something is written.
    public func setDirect(_ on: Bool) throws(SystemCallError) { try setFlag(openDirect, on) }

    private func setFlag(_ flag: CInt, _ on: Bool) throws(SystemCallError) {
        let flags = try check("fcntl", "descriptor \(number)") { apus_fcntl(number, F_GETFL, 0) }
        let wanted = on ? flags | flag : flags & ~flag
        if wanted != flags {
            try check("fcntl", "descriptor \(number)") { apus_fcntl(number, F_SETFL, CLong(wanted)) }
        }
    }

    /// A path through which this open file can be reached by calls that take only paths.
    public var procPath: String { "/proc/self/fd/\(number)" }
}

/// `O_DIRECT`, which the headers offer to GNU programs only and number by architecture.
#if arch(arm64) || arch(arm)
    private let openDirect: CInt = 0o200000
#else
    private let openDirect: CInt = 0o40000
#endif

/// Where relative paths start: a directory descriptor, or the current directory.
public let currentDirectory: CInt = AT_FDCWD

extension Descriptor {
    /// Takes over a descriptor that was handed to this process under a known number, and closes it on exec; nil when there
    /// is none.
    public static func inherited(_ number: CInt) throws(SystemCallError) -> Descriptor? {
        let flags = apus_fcntl(number, F_GETFD, 0)
        if flags == -EBADF { return nil }
        let descriptor = Descriptor(owning: number)
        try descriptor.setCloseOnExec(true)
        return descriptor
    }
}
