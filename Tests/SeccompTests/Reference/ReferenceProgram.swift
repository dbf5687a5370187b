import Linux
import OCISpecification

@testable import Seccomp

/// The program that libseccomp makes of a profile when it is driven as runc and crun do it.
struct ReferenceProgram {
    /// A call to the library that failed.
    struct Failure: Error { let call: String, status: CInt }

    /// `struct scmp_arg_cmp`.
    private struct Comparison {
        var argument: UInt32
        var operation: UInt32
        var first: UInt64
        var second: UInt64
    }

    let instructions: [FilterInstruction]
    /// Calls with a rule that the library refuses, since it cannot tell it from another one (`EEXIST`). runc and crun
    /// start no container with such a profile.
    let refused: Set<String>

    init(
        _ profile: LinuxSeccomp, native: SystemCallArchitecture, tree: Bool, library: ReferenceLibrary
    ) throws {
        let defaultAnswer = Self.answer(profile.defaultAction, profile.defaultErrnoRet)
        guard let filter = unsafe library.initialize(defaultAnswer) else { throw Failure(call: "init", status: 0) }
        defer { unsafe library.release(filter) }
        func check(_ call: String, _ status: CInt, except accepted: CInt = 0) throws {
            if status != 0 && status != accepted { throw Failure(call: call, status: status) }
        }
        let own = ReferenceLibrary.token(of: .native)
        let exists: CInt = -17
        for architecture in [native] + (profile.architectures ?? []).compactMap({ SystemCallArchitecture(name: $0) }) {
            try check(
                "arch_add", unsafe library.addArchitecture(filter, ReferenceLibrary.token(of: architecture)),
                except: exists)
        }
        if native != .native { try check("arch_remove", unsafe library.removeArchitecture(filter, own)) }
        var refused: Set<String> = []
        let optimize: CInt = 8
        if tree { try check("attr_set", unsafe library.setAttribute(filter, optimize, 2)) }
        for rule in profile.syscalls ?? [] {
            let answer = Self.answer(rule.action, rule.errnoRet)
            if answer == defaultAnswer { continue }
            for name in rule.names where library.knows(name) {
                let number = unsafe name.withCString { unsafe library.resolve($0) }
                for comparisons in Self.comparisons(rule.args ?? []) {
                    let status = unsafe comparisons.withUnsafeBytes {
                        unsafe library.addRule(filter, answer, number, UInt32(comparisons.count), $0.baseAddress)
                    }
                    if status == exists { refused.insert(name) }
                    try check("rule_add \(name)", status, except: exists)
                }
            }
        }
        let file = try memoryFile("reference")
        try check("export_bpf", unsafe library.export(filter, file.number))
        try file.seek(to: 0)
        let bytes = try file.readAll()
        var instructions: [FilterInstruction] = []
        for at in stride(from: 0, to: bytes.count, by: 8) {
            var packed: UInt64 = 0
            for index in (0..<8).reversed() { packed = packed << 8 | UInt64(bytes[at + index]) }
            instructions.append(FilterInstruction(packed: packed))
        }
        self.instructions = instructions
        self.refused = refused
    }

    /// The lists of comparisons of the rules that one entry of a profile becomes.
    private static func comparisons(_ arguments: [LinuxSeccompArgument]) -> [[Comparison]] {
        let all = arguments.map {
            Comparison(
                argument: UInt32($0.index), operation: operation($0.op), first: $0.value, second: $0.valueTwo ?? 0)
        }
        return Set(arguments.map(\.index)).count == arguments.count ? [all] : all.map { [$0] }
    }

    /// `enum scmp_compare`.
    private static func operation(_ name: String) -> UInt32 {
        let names = ["NE", "LT", "LE", "EQ", "GE", "GT", "MASKED_EQ"]
        return UInt32(names.firstIndex(of: String(name.dropFirst("SCMP_CMP_".count)))! + 1)
    }

    /// `SCMP_ACT_…` of `seccomp.h`, which are the kernel's numbers.
    static func answer(_ action: String, _ number: UInt?) -> UInt32 {
        let data = UInt32(number ?? 1)
        return switch action {
        case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD": 0
        case "SCMP_ACT_KILL_PROCESS": 0x8000_0000
        case "SCMP_ACT_TRAP": 0x0003_0000
        case "SCMP_ACT_ERRNO": 0x0005_0000 | data
        case "SCMP_ACT_TRACE": 0x7ff0_0000 | data
        case "SCMP_ACT_LOG": 0x7ffc_0000
        case "SCMP_ACT_NOTIFY": 0x7fc0_0000
        default: 0x7fff_0000
        }
    }
}
