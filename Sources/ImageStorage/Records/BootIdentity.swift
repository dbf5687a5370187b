internal import Linux

/// Which boot of the machine this is: a damaged record from an earlier one is what a power cut left.
enum BootIdentity {
    /// The kernel's `boot_id`; where `/proc` does not tell it, a text that equals no other boot's.
    static let current: String = {
        guard let bytes = try? readFile("/proc/sys/kernel/random/boot_id", limit: 4096) else { return "unknown" }
        return String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
    }()
}
