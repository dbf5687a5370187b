internal import CLinux
internal import Glibc

/// How a process ended.
public enum ProcessEnd: Hashable, Sendable {
    case exited(CInt)
    case signalled(CInt)

    /// As a shell says it: the exit code, or 128 and the signal.
    public var code: CInt {
        switch self {
        case .exited(let code): code
        case .signalled(let signal): 128 + signal
        }
    }
}

/// Whose end is waited for.
public enum ChildSelector: Sendable {
    case any
    case process(CInt)
    /// The number of a pidfd (kernel 5.4).
    case descriptor(CInt)
}

/// Waits until a child ends, and takes it away; with `block` false, nil tells that all still run.
public func waitForChild(
    _ selector: ChildSelector, block: Bool = true
) throws(SystemCallError) -> (process: CInt, end: ProcessEnd)? {
    var change = apus_child_change()
    let (type, which): (CInt, CInt) =
        switch selector {
        case .any: (0, 0)
        case .process(let process): (1, process)
        case .descriptor(let number): (3, number)
        }
    // WEXITED, WNOHANG, and __WALL: a child made with another signal than SIGCHLD counts too
    let options: CInt = 4 | (block ? 0 : 1) | 0x4000_0000
    try check("waitid", "process \(which)") { unsafe apus_waitid(type, which, options, &change) }
    if change.pid == 0 { return nil }
    return (change.pid, change.code == 1 ? .exited(change.status) : .signalled(change.status))  // 1: CLD_EXITED
}
