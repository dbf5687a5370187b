internal import CLinux
internal import Glibc

// Mounts by path: the calls that kernels before 5.2 have, and those that have no other form.

/// `mount(2)`. `nil` is a null pointer to the kernel.
public func mount(
    source: String?, on target: String, type: String? = nil, flags: MountFlags = [], data: String? = nil
) throws(SystemCallError) {
    for text in [source, type, data] {
        if let text, text.hasNUL { throw SystemCallError(call: "mount", subject: text, errno: .invalid) }
    }
    try unsafe checkPath("mount", target) { target in
        unsafe withOptionalPath(source) { source in
            unsafe withOptionalPath(type) { type in
                unsafe withOptionalPath(data) { data in
                    unsafe apus_mount(source, target, type, flags.rawValue, data)
                }
            }
        }
    }
}

private func withOptionalPath<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    guard let text else { return body(nil) }
    return unsafe text.withPath { unsafe body($0) }
}

/// Takes a mount away; `detached` hides it now and lets it go when nobody uses it (`MNT_DETACH`).
public func unmount(
    _ target: some PathBytes, detached: Bool = false, followingLinks: Bool = false
) throws(SystemCallError) {
    let flags: CInt = (detached ? 2 : 0) | (followingLinks ? 0 : 8)  // MNT_DETACH, UMOUNT_NOFOLLOW
    try unsafe checkPath("umount2", target) { unsafe apus_umount2($0, flags) }
}

/// Makes `root` the root of the mount namespace and puts the old one at `old` (`pivot_root(2)`); both may be `.`.
public func pivotRoot(_ root: String, old: String) throws(SystemCallError) {
    try unsafe old.withPath { (old) throws(SystemCallError) in
        _ = try unsafe checkPath("pivot_root", root) { unsafe apus_pivot_root($0, old) }
    }
}

public func changeRoot(_ path: String) throws(SystemCallError) {
    try unsafe checkPath("chroot", path) { unsafe apus_chroot($0) }
}

public func changeDirectory(_ path: some PathBytes) throws(SystemCallError) {
    try unsafe checkPath("chdir", path) { unsafe apus_chdir($0) }
}

public func changeDirectory(to directory: borrowing Descriptor) throws(SystemCallError) {
    let number = directory.number
    try check("fchdir", "descriptor \(number)") { apus_fchdir(number) }
}

/// The path of the current directory as the kernel says it; one outside the root starts with `(unreachable)`.
public func currentDirectoryPath() throws(SystemCallError) -> String {
    let bytes = try unsafe [CChar](unsafeUninitializedCapacity: 4096) { (buffer, filled) throws(SystemCallError) in
        let count = try check("getcwd", "") { unsafe apus_getcwd(buffer.baseAddress!, 4096) }
        filled = max(Int(count) - 1, 0)
    }
    return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

extension Descriptor {
    /// The flags of the mount this file lies on, as `mount(2)` numbers them.
    public func mountFlags() throws(SystemCallError) -> MountFlags {
        let number = self.number
        let raw = UInt(try check("fstatvfs", "descriptor \(number)") { apus_mount_flags(number) })
        // ST_NOATIME and ST_NODIRATIME are MS_NOATIME and MS_NODIRATIME; ST_RELATIME is 4096
        var flags = MountFlags(rawValue: raw & (1 | 2 | 4 | 8 | 1024 | 2048))
        if raw & 4096 != 0 { flags.insert(.relativeAccessTime) }
        return flags
    }

    /// The magic number of the file system (`statfs(2)`).
    public func fileSystemType() throws(SystemCallError) -> UInt64 {
        let number = self.number
        return UInt64(try check("fstatfs", "descriptor \(number)") { apus_fstatfs_type(number) })
    }
}

/// Magic numbers of `statfs(2)`.
public enum FileSystemMagic {
    public static let proc: UInt64 = 0x9fa0
    public static let sysfs: UInt64 = 0x6265_6572
    public static let tmpfs: UInt64 = 0x0102_1994
    public static let devpts: UInt64 = 0x1cd1
    public static let cgroup2: UInt64 = 0x6367_7270
    public static let cgroup1: UInt64 = 0x0027_e0eb
    public static let overlay: UInt64 = 0x794c_7630
}
