internal import CLinux
internal import Glibc

/// A private copy of the mount at a path as the process `identifier` sees it (`/proc/PID/root/…`).
///
/// The kernel copies only mounts of one's own mount namespace: this process enters the other one for that moment, and comes back to its
/// own root and working directory. It must have one thread only.
public func cloneTree(
    seenBy identifier: Int32, _ path: String, recursive: Bool = false, followingLinks: Bool = true
) throws(SystemCallError) -> Descriptor {
    let own = try open("/proc/self/ns/mnt")
    let root = try open("/", [.path, .directory])
    let directory = try open(".", [.path, .directory])
    let other = try open("/proc/\(identifier)/ns/mnt")
    let otherRoot = try open("/proc/\(identifier)/root", [.path, .directory])
    try enterNamespaces(.mount, of: other)
    let result: Result<CInt, SystemCallError>
    do throws(SystemCallError) {
        // What the other's root is need not be the root of its namespace.
        try changeDirectory(to: otherRoot)
        try changeRoot(".")
        result = .success(try cloneTree(path, recursive: recursive, followingLinks: followingLinks).release())
    } catch { result = .failure(error) }
    try enterNamespaces(.mount, of: own)
    try changeDirectory(to: root)
    try changeRoot(".")
    try changeDirectory(to: directory)
    return Descriptor(owning: try result.get())
}
