package import Linux

/// Which boot of the machine this is: a record from an earlier one tells nothing of what runs now.
package enum BootIdentity {
    /// The kernel's `/proc/sys/kernel/random/boot_id`, 36 characters.
    package static func current() throws(SystemCallError) -> String {
        var bytes = try readFile("/proc/sys/kernel/random/boot_id", limit: 4096)
        while let last = bytes.last, last == 10 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
