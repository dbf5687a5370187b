internal import CLinux
internal import Glibc

/// Which file system a path or file is on, as `statfs(2)` numbers them.
package struct FileSystemKind: Hashable, Sendable {
    package let magic: Int64

    package static let controlGroup2 = FileSystemKind(magic: 0x6367_7270)
    package static let controlGroup1 = FileSystemKind(magic: 0x27_e0eb)
    package static let temporary = FileSystemKind(magic: 0x0102_1994)
}

extension Descriptor {
    package func fileSystemKind() throws(SystemCallError) -> FileSystemKind {
        let number = self.number
        return FileSystemKind(
            magic: try check("fstatfs", "descriptor \(number)") { apus_fstatfs_type(number) })
    }
}
