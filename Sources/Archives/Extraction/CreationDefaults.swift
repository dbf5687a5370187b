internal import Linux

/// What a file that this process makes looks like before anything is changed: known, it need not be set again.
struct CreationDefaults {
    var user: UInt32
    var group: UInt32
    var umask: UInt32
    /// New files may look different (a set-group-id directory, a default ACL): everything is set on each.
    var isCertain: Bool

    /// Reads the process's own status (proc(5)); asking `umask(2)` would change it for all threads.
    init(root: borrowing Descriptor, isFresh: Bool) {
        self.init(user: 0, group: 0, umask: 0o7777, isCertain: false)
        // Without /proc nothing is certain, which costs calls and nothing else.
        guard isFresh, let text = try? readFile("/proc/self/status", limit: 1 << 16) else { return }
        var found = 0
        for line in text.split(separator: 0x0a) {
            let fields = line.split { $0 == 0x09 || $0 == 0x20 }
            // Uid: real effective saved file-system
            if line.starts(with: "Uid:".utf8), fields.count == 5, let number = Self.number(fields[4], radix: 10) {
                user = number
                found += 1
            } else if line.starts(with: "Gid:".utf8), fields.count == 5, let number = Self.number(fields[4], radix: 10) {
                group = number
                found += 1
            } else if line.starts(with: "Umask:".utf8), fields.count == 2,
                let number = Self.number(fields[1], radix: 8)
            {
                umask = number
                found += 1
            }
        }
        guard found == 3, let status = try? root.status(), status.group == group, status.permissions & 0o2000 == 0
        else { return }
        do throws(SystemCallError) {
            // A default ACL of the root would be inherited all the way down.
            isCertain =
                try extendedAttribute("system.posix_acl_default", of: root.procPath, followingLinks: true) == nil
        } catch { isCertain = false }
    }

    private init(user: UInt32, group: UInt32, umask: UInt32, isCertain: Bool) {
        self.user = user
        self.group = group
        self.umask = umask
        self.isCertain = isCertain
    }

    private static func number(_ text: ArraySlice<UInt8>, radix: Int) -> UInt32? {
        UInt32(String(decoding: text, as: UTF8.self), radix: radix)
    }
}
