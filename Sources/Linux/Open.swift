internal import CLinux
internal import Glibc

/// Opens a path, relative to a directory descriptor where one is given. `mode` counts only with `.create`.
public func open(
    _ path: some PathBytes, _ flags: OpenFlags = .readOnly, mode: UInt32 = 0o666, at directory: CInt = currentDirectory
) throws(SystemCallError) -> Descriptor {
    Descriptor(
        owning: try unsafe checkPath("openat", path) {
            unsafe apus_openat(directory, $0, flags.rawValue | O_CLOEXEC, mode)
        })
}

/// Opens a path below `root` with the walk that `resolve` asks (`openat2(2)`); by default as if `root` were `/`.
public func open(
    _ path: some PathBytes, in root: borrowing Descriptor, _ flags: OpenFlags = .readOnly, mode: UInt32 = 0o666,
    resolve: ResolveFlags = .contained
) throws(SystemCallError) -> Descriptor {
    let kernelFlags = UInt64(UInt32(bitPattern: flags.rawValue | O_CLOEXEC))
    let kernelMode = flags.contains(.create) || flags.contains(.temporary) ? UInt64(mode) : 0
    let number = root.number
    while true {
        do throws(SystemCallError) {
            return Descriptor(
                owning: try unsafe checkPath("openat2", path) {
                    unsafe apus_openat2(number, $0, kernelFlags, kernelMode, resolve.rawValue)
                })
        } catch {
            // EAGAIN: a rename or mount raced with the walk (openat2(2)): it is to be tried again.
            if error.errno != .again { throw error }
        }
    }
}
