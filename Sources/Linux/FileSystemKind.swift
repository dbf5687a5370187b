internal import CLinux
internal import Glibc

/// Which file system a path or file is on, as `statfs(2)` numbers them.
public struct FileSystemKind: Hashable, Sendable {
    public let magic: Int64

    public static let controlGroup2 = FileSystemKind(magic: 0x6367_7270)
    public static let controlGroup1 = FileSystemKind(magic: 0x27_e0eb)
    public static let temporary = FileSystemKind(magic: 0x0102_1994)
}

extension Descriptor {
    public func fileSystemKind() throws(SystemCallError) -> FileSystemKind {
        let number = self.number
        return FileSystemKind(
            magic: try check("fstatfs", "descriptor \(number)") { apus_fstatfs_type(number) })
    }
}
