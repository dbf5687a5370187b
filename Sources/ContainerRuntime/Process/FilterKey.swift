internal import OCISpecification
internal import Seccomp

/// All that the filter of a profile depends on, as bytes: profiles with one key have one filter. Lists and texts begin with their
/// length, so no key is the beginning of another.
struct FilterKey {
    private(set) var bytes: [UInt8] = []

    init(_ profile: LinuxSeccomp) {
        bytes.reserveCapacity(12288)
        append(SeccompProgram.compilerVersion)
        append(UInt64(SystemCallArchitecture.native.rawValue))
        append(profile.defaultAction)
        append(profile.defaultErrnoRet)
        append(profile.architectures)
        append(profile.flags)
        append(UInt64(profile.syscalls?.count ?? 0))
        for rule in profile.syscalls ?? [] {
            append(rule.names)
            append(rule.action)
            append(rule.errnoRet)
            append(UInt64(rule.args?.count ?? 0))
            for argument in rule.args ?? [] {
                append(UInt64(argument.index))
                append(argument.value)
                append(argument.valueTwo ?? 0)
                append(argument.op)
            }
        }
    }

    /// The name of the key's file: FNV-1a, which only has to spread.
    var name: String {
        var sum: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(sum, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    private mutating func append(_ number: UInt64) {
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * shift))) }
    }

    /// No number is another thing than zero.
    private mutating func append(_ number: UInt?) {
        bytes.append(number == nil ? 0 : 1)
        append(UInt64(number ?? 0))
    }

    private mutating func append(_ text: String) {
        append(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func append(_ list: [String]?) {
        append(UInt64(list?.count ?? 0))
        for text in list ?? [] { append(text) }
    }
}
