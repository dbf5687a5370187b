internal import CLinux

/// A mounted file system being configured anew (`fspick(2)`): for parameters that a remount changes.
public struct FileSystemChange: ~Copyable {
    private let descriptor: Descriptor

    /// Of the file system whose mount begins at `mount`.
    public init(of mount: borrowing Descriptor) throws(SystemCallError) {
        let number = mount.number
        // FSPICK_CLOEXEC | FSPICK_EMPTY_PATH
        descriptor = Descriptor(
            owning: try check("fspick", "descriptor \(number)") { unsafe apus_fspick(number, "", 1 | 8) })
    }

    public func set(_ key: String, _ value: String? = nil) throws(SystemCallError) {
        let number = descriptor.number
        if key.hasNUL || value?.hasNUL == true { throw SystemCallError(call: "fsconfig", subject: key, errno: .invalid) }
        try unsafe key.withPath { (name) throws(SystemCallError) in
            guard let value else {
                _ = try check("fsconfig", key) { unsafe apus_fsconfig(number, 0, name, nil, 0) }
                return
            }
            try unsafe value.withPath { (text) throws(SystemCallError) in
                _ = try check("fsconfig", "\(key)=\(value)") { unsafe apus_fsconfig(number, 1, name, text, 0) }
            }
        }
    }

    /// Lets the parameters count (FSCONFIG_CMD_RECONFIGURE).
    public func apply() throws(SystemCallError) {
        let number = descriptor.number
        try check("fsconfig", "reconfigure") { apus_fsconfig(number, 7, nil, nil, 0) }
    }
}
