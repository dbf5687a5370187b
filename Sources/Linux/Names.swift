internal import CLinux
internal import Glibc

// Names in directories: made, moved, linked and taken away.

public func makeDirectory(
    _ path: some PathBytes, mode: UInt32 = 0o755, at directory: CInt = currentDirectory
) throws(SystemCallError) {
    try unsafe checkPath("mkdirat", path) { unsafe apus_mkdirat(directory, $0, mode) }
}

/// Makes a directory and those above it that are missing; answers whether the last one is new.
@discardableResult
public func makeDirectories(_ path: String, mode: UInt32 = 0o755) throws(SystemCallError) -> Bool {
    do throws(SystemCallError) {
        try makeDirectory(path, mode: mode)
        return true
    } catch {
        if error.errno == .exists {
            // A file or dangling link of that name is no directory.
            if try status(of: path).kind != .directory {
                throw SystemCallError(call: "mkdir", subject: path, errno: .notDirectory)
            }
            return false
        }
        guard error.errno == .noEntry, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw error
        }
        try makeDirectories(String(path[..<slash]), mode: mode)
        do throws(SystemCallError) {
            try makeDirectory(path, mode: mode)
            return true
        } catch {
            if error.errno == .exists { return false }  // another process was quicker
            throw error
        }
    }
}

public func removeFile(_ path: some PathBytes, at directory: CInt = currentDirectory) throws(SystemCallError) {
    try unsafe checkPath("unlinkat", path) { unsafe apus_unlinkat(directory, $0, 0) }
}

/// Removes an empty directory.
public func removeDirectory(_ path: some PathBytes, at directory: CInt = currentDirectory) throws(SystemCallError) {
    try unsafe checkPath("unlinkat", path) { unsafe apus_unlinkat(directory, $0, AT_REMOVEDIR) }
}

/// Makes a symlink; a name that is taken is `EEXIST`: this is how uniqueness is checked.
public func makeSymlink(
    _ path: some PathBytes, to target: some PathBytes, at directory: CInt = currentDirectory
) throws(SystemCallError) {
    if target.hasNUL { throw SystemCallError(call: "symlinkat", subject: target.display, errno: .invalid) }
    try unsafe target.withPath { (target) throws(SystemCallError) in
        _ = try unsafe checkPath("symlinkat", path) { unsafe apus_symlinkat(target, directory, $0) }
    }
}

/// Makes a hard link to `existing`; symlinks at its end are linked, not followed.
public func makeLink(
    _ path: some PathBytes, to existing: some PathBytes, at directory: CInt = currentDirectory,
    existingAt: CInt = currentDirectory
) throws(SystemCallError) {
    if existing.hasNUL { throw SystemCallError(call: "linkat", subject: existing.display, errno: .invalid) }
    try unsafe existing.withPath { (existing) throws(SystemCallError) in
        _ = try unsafe checkPath("linkat", path) { unsafe apus_linkat(existingAt, existing, directory, $0, 0) }
    }
}

/// Where a symlink points, as its raw bytes.
public func readSymlink(
    _ path: some PathBytes, at directory: CInt = currentDirectory
) throws(SystemCallError) -> ByteName {
    var capacity = 256
    while true {
        let size = capacity
        let bytes = try unsafe [CChar](unsafeUninitializedCapacity: size) { (buffer, filled) throws(SystemCallError) in
            filled = Int(
                try unsafe checkPath("readlinkat", path) {
                    unsafe apus_readlinkat(directory, $0, buffer.baseAddress!, size)
                })
        }
        if bytes.count < size { return ByteName(bytes.map { UInt8(bitPattern: $0) }) }
        capacity *= 4
    }
}

/// How `rename` treats a name that is taken.
public enum RenameMode: UInt32, Sendable { case replacing = 0, refusing = 1, exchanging = 2 }

public func rename(
    _ old: some PathBytes, to new: some PathBytes, mode: RenameMode = .replacing, at from: CInt = currentDirectory,
    newAt to: CInt = currentDirectory
) throws(SystemCallError) {
    if old.hasNUL { throw SystemCallError(call: "renameat2", subject: old.display, errno: .invalid) }
    try unsafe old.withPath { (old) throws(SystemCallError) in
        _ = try unsafe checkPath("renameat2", new) { unsafe apus_renameat2(from, old, to, $0, mode.rawValue) }
    }
}

public func setPermissions(
    _ path: some PathBytes, _ mode: UInt32, at directory: CInt = currentDirectory
) throws(SystemCallError) {
    try unsafe checkPath("fchmodat", path) { unsafe apus_fchmodat(directory, $0, mode) }
}

public func setOwner(
    _ path: some PathBytes, user: UInt32, group: UInt32, at directory: CInt = currentDirectory,
    followingLinks: Bool = false
) throws(SystemCallError) {
    try unsafe checkPath("fchownat", path) {
        unsafe apus_fchownat(directory, $0, user, group, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW)
    }
}

/// Makes a device, fifo, socket or empty file. `kind` is one of the `S_IF…` numbers of `inode(7)`.
public func makeNode(
    _ path: some PathBytes, kind: UInt32, permissions: UInt32, major: UInt32 = 0, minor: UInt32 = 0,
    at directory: CInt = currentDirectory
) throws(SystemCallError) {
    try unsafe checkPath("mknodat", path) { unsafe apus_mknodat(directory, $0, kind | permissions, major, minor) }
}
