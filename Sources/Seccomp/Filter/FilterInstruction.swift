/// One instruction of classic BPF (`linux/filter.h`), packed as the kernel reads it on a little-endian machine:
/// 16 bits of code, eight each of the jumps when true and when false, 32 of constant.
public struct FilterInstruction: Hashable, Sendable {
    public let packed: UInt64

    public init(packed: UInt64) { self.packed = packed }

    init(_ operation: Operation, constant: UInt32, whenTrue: UInt8 = 0, whenFalse: UInt8 = 0) {
        packed =
            UInt64(operation.rawValue) | UInt64(whenTrue) << 16 | UInt64(whenFalse) << 24 | UInt64(constant) << 32
    }

    public var code: UInt16 { UInt16(truncatingIfNeeded: packed) }
    public var whenTrue: UInt8 { UInt8(truncatingIfNeeded: packed >> 16) }
    public var whenFalse: UInt8 { UInt8(truncatingIfNeeded: packed >> 24) }
    public var constant: UInt32 { UInt32(truncatingIfNeeded: packed >> 32) }

    /// What a filter needs of BPF. All of them are among those with which the kernel can prove that a call is always
    /// allowed and skip the filter for it (5.11, `seccomp_is_const_allow`).
    public enum Operation: UInt16, Sendable {
        /// BPF_LD | BPF_W | BPF_ABS: the accumulator becomes the word of `struct seccomp_data` at the constant.
        case load = 0x20
        /// BPF_JMP | BPF_JA
        case jump = 0x05
        /// BPF_JMP | BPF_JEQ | BPF_K
        case jumpIfEqual = 0x15
        /// BPF_JMP | BPF_JGT | BPF_K
        case jumpIfGreater = 0x25
        /// BPF_JMP | BPF_JGE | BPF_K
        case jumpIfGreaterOrEqual = 0x35
        /// BPF_JMP | BPF_JSET | BPF_K
        case jumpIfAnySet = 0x45
        /// BPF_ALU | BPF_AND | BPF_K
        case and = 0x54
        /// BPF_RET | BPF_K
        case answer = 0x06
    }
}
