public import Linux

/// Which boot of the machine this is: a record from an earlier one tells nothing of what runs now.
public enum BootIdentity {
    /// The kernel's `/proc/sys/kernel/random/boot_id`, 36 characters.
    public static func current() throws(SystemCallError) -> String {
        var bytes = try readFile("/proc/sys/kernel/random/boot_id", limit: 4096)
        while let last = bytes.last, last == 10 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
