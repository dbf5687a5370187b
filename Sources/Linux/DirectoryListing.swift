internal import CLinux
internal import Glibc

/// One name in a directory, without `.` and `..`.
public struct DirectoryEntry: Sendable {
    public let name: ByteName
    public let inode: UInt64
    /// As the directory tells; some file systems tell `.unknown`.
    public let kind: FileStatus.Kind
}

extension Descriptor {
    /// The names in this directory, in the kernel's order; none when it was removed since it was opened (getdents(2): `ENOENT`).
    public func entries() throws(SystemCallError) -> [DirectoryEntry] {
        var found: [DirectoryEntry] = []
        try seek(to: 0)
        while true {
            let block: [UInt8]
            do throws(SystemCallError) { block = try getdents() } catch {
                if error.errno == .noEntry { return found }
                throw error
            }
            if block.isEmpty { return found }
            // struct linux_dirent64: ino 8, off 8, reclen 2, type 1, name (NUL-terminated); getdents(2)
            var at = 0
            while at + 19 <= block.count {
                let length = Int(block[at + 16]) | Int(block[at + 17]) << 8
                let name = block[(at + 19)..<(at + length)].prefix { $0 != 0 }
                if !name.elementsEqual([46]) && !name.elementsEqual([46, 46]) {
                    var inode: UInt64 = 0
                    for index in 0..<8 { inode |= UInt64(block[at + index]) << UInt64(8 * index) }
                    found.append(
                        DirectoryEntry(name: ByteName(name), inode: inode, kind: Self.kind(block[at + 18])))
                }
                at += length
            }
        }
    }

    private func getdents() throws(SystemCallError) -> [UInt8] {
        let number = self.number
        return try unsafe [UInt8](unsafeUninitializedCapacity: 32768) { (buffer, filled) throws(SystemCallError) in
            filled = Int(
                try check("getdents64", "descriptor \(number)") {
                    unsafe apus_getdents64(number, buffer.baseAddress, 32768)
                })
        }
    }

    private static func kind(_ type: UInt8) -> FileStatus.Kind {
        switch type {
        case 1: .fifo
        case 2: .characterDevice
        case 4: .directory
        case 6: .blockDevice
        case 8: .file
        case 10: .symlink
        case 12: .socket
        default: .unknown
        }
    }
}

/// The names in a directory as text, in the kernel's order; an empty list when there is no such directory.
public func names(in path: some PathBytes, at directory: CInt = currentDirectory) throws(SystemCallError) -> [String] {
    do throws(SystemCallError) {
        return try open(path, [.readOnly, .directory], at: directory).entries().map { $0.name.display }
    } catch {
        if error.errno == .noEntry { return [] }
        throw error
    }
}

/// Removes a file or a directory with all that is below it, never following a link. Nothing there is success, also when
/// another process removes it at the same time.
public func removeTree(_ path: some PathBytes, at directory: CInt = currentDirectory) throws(SystemCallError) {
    do throws(SystemCallError) { try removeFile(path, at: directory) } catch {
        switch error.errno {
        case .noEntry: return
        // unlink on a directory: EISDIR on Linux, EPERM by POSIX
        case .isDirectory, .perm: try removeDirectoryTree(path, at: directory)
        default: throw error
        }
    }
}

private func removeDirectoryTree(_ path: some PathBytes, at directory: CInt) throws(SystemCallError) {
    do throws(SystemCallError) {
        do throws(SystemCallError) {
            return try removeDirectory(path, at: directory)
        } catch {
            guard error.errno == .notEmpty || error.errno == .exists else { throw error }
        }
        let inside = try open(path, [.readOnly, .directory, .noFollow], at: directory)
        for entry in try inside.entries() {
            if entry.kind == .directory {
                try removeDirectoryTree(entry.name, at: inside.number)
            } else {
                try removeTree(entry.name, at: inside.number)
            }
        }
        try removeDirectory(path, at: directory)
    } catch {
        if error.errno != .noEntry { throw error }
    }
}
