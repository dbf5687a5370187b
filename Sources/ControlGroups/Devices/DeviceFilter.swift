/// Writes the program that the kernel asks about each use of a device in version 2 (BPF_PROG_TYPE_CGROUP_DEVICE).
///
/// The rules are asked from the last to the first, about each kind of access on its own: one that allows takes its
/// kinds off what is still to be decided, one that refuses any of the rest refuses all. What no rule is about is
/// refused.
enum DeviceFilter {
    /// Registers: r1 the context, r2 kind of the device, r3 access still to be decided, r4 major, r5 minor, r0 scratch
    /// and answer.
    static func compile(_ rules: [DeviceRule]) -> [UInt64] {
        var program: [UInt64] = [
            // struct bpf_cgroup_dev_ctx { __u32 access_type; __u32 major; __u32 minor; }
            loadWord(2, 0),
            move(3, from: 2),
            shiftRight(3, 16),
            and(2, 0xffff),
            loadWord(4, 4),
            loadWord(5, 8),
        ]
        for rule in rules.reversed() {
            program += code(of: rule)
            if rule.isTotal { return program }
        }
        return program + answer(0)
    }

    private static func code(of rule: DeviceRule) -> [UInt64] {
        var decision: [UInt64] = []
        let mask = UInt32(rule.access.rawValue)
        if rule.access == .all {
            decision = answer(rule.allows ? 1 : 0)
        } else if rule.allows {
            // What is left after this; nothing is: allowed.
            decision = [and(3, 7 & ~mask), jumpUnlessEqual(3, 0, by: 2)] + answer(1)
        } else {
            decision = [move(0, from: 3), and(0, mask), jumpIfEqual(0, 0, by: 2)] + answer(0)
        }
        var questions: [(register: UInt8, value: UInt32)] = []
        if rule.kind != .any { questions.append((2, UInt32(rule.kind.rawValue))) }
        if let major = rule.major { questions.append((4, major)) }
        if let minor = rule.minor { questions.append((5, minor)) }
        var code: [UInt64] = []
        for (index, question) in questions.enumerated() {
            let rest = questions.count - index - 1 + decision.count
            code.append(jumpUnlessEqual(question.register, question.value, by: rest))
        }
        return code + decision
    }

    private static func answer(_ value: UInt32) -> [UInt64] {
        [instruction(0xb4, 0, constant: value), instruction(0x95, 0)]
    }

    // BPF_LDX | BPF_MEM | BPF_W from the context
    private static func loadWord(_ register: UInt8, _ offset: Int) -> UInt64 {
        instruction(0x61, register, source: 1, offset: offset)
    }
    // BPF_ALU | BPF_MOV | BPF_X
    private static func move(_ register: UInt8, from source: UInt8) -> UInt64 {
        instruction(0xbc, register, source: source)
    }
    // BPF_ALU | BPF_RSH | BPF_K
    private static func shiftRight(_ register: UInt8, _ bits: UInt32) -> UInt64 {
        instruction(0x74, register, constant: bits)
    }
    // BPF_ALU | BPF_AND | BPF_K
    private static func and(_ register: UInt8, _ mask: UInt32) -> UInt64 {
        instruction(0x54, register, constant: mask)
    }
    // BPF_JMP | BPF_JNE | BPF_K. All 64 bits are compared, with the constant's sign extended: registers hold the
    // zero-extended words, so a number from 2^31 on would never match. Device numbers have at most 20 bits.
    private static func jumpUnlessEqual(_ register: UInt8, _ value: UInt32, by distance: Int) -> UInt64 {
        instruction(0x55, register, offset: distance, constant: value)
    }
    // BPF_JMP | BPF_JEQ | BPF_K
    private static func jumpIfEqual(_ register: UInt8, _ value: UInt32, by distance: Int) -> UInt64 {
        instruction(0x15, register, offset: distance, constant: value)
    }

    /// `struct bpf_insn`: code 8 bits, destination and source 4 each, offset 16, constant 32.
    private static func instruction(
        _ code: UInt8, _ register: UInt8, source: UInt8 = 0, offset: Int = 0, constant: UInt32 = 0
    ) -> UInt64 {
        UInt64(code) | UInt64(register) << 8 | UInt64(source) << 12
            | UInt64(UInt16(bitPattern: Int16(truncatingIfNeeded: offset))) << 16 | UInt64(constant) << 32
    }
}
