internal import CLinux
internal import Glibc

/// Which side of a clone this is.
public enum CloneSide: ~Copyable {
    case child
    case parent(process: CInt, descriptor: Descriptor)
}

/// Makes a child process as fork does, in new namespaces and, on cgroup v2, right inside a cgroup (`clone3(2)`).
///
/// Sound only while this process has one thread. `asSibling` makes the child one of our own parent (CLONE_PARENT).
/// Where clone3 is missing or filtered away, `clone(2)` is used, which knows neither cgroups nor time namespaces: then
/// `EOPNOTSUPP` tells that they were asked.
public func cloneProcess(
    _ kinds: NamespaceKinds = [], asSibling: Bool = false, intoCgroup cgroup: CInt? = nil
) throws(SystemCallError) -> CloneSide {
    var descriptor: CInt = -1
    let flags = kinds.rawValue | (asSibling ? 0x8000 : 0)
    let signal: CInt = asSibling ? 0 : SIGCHLD  // CLONE_PARENT: the signal is the parent's own
    var process = unsafe apus_clone(flags, signal, cgroup ?? -1, 0, &descriptor)
    if process == -ENOSYS {
        if cgroup != nil || kinds.contains(.time) {
            throw SystemCallError(call: "clone3", subject: "", errno: .notSupported)
        }
        process = unsafe apus_clone(flags, signal, -1, 1, &descriptor)
    }
    if process < 0 { throw SystemCallError(call: "clone3", subject: "", errno: Errno(rawValue: -process)) }
    if process == 0 { return .child }
    return .parent(process: process, descriptor: Descriptor(owning: descriptor))
}
