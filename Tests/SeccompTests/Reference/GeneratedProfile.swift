import OCISpecification

@testable import Seccomp

/// A profile made of random numbers, the same for each seed: all actions, operators and architectures come up.
struct GeneratedProfile {
    let native: SystemCallArchitecture
    let profile: LinuxSeccomp

    private static let actions = [
        "SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_TRAP",
        "SCMP_ACT_TRACE", "SCMP_ACT_LOG", "SCMP_ACT_NOTIFY",
    ]
    private static let values: [UInt64] = [
        0, 1, 2, 5, 8, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000, 0x1_0000_0005, 0x5_0000_0000, 0x8000_0000_0000_0000,
        0xffff_ffff_0000_0000, .max,
    ]
    private static let masks: [UInt64] = [1, 0xff, 0x7e02_0000, 0x8000_0000, 0xffff_ffff, 0x1_0000_0001, 0xff_0000_0000, .max]

    /// `names` are those that rules may have.
    init(seed: UInt64, names: [String]) {
        var numbers = Numbers(seed: seed)
        let permissive = Bool.random(using: &numbers)
        let (defaultAction, defaultNumber): (String, UInt?) =
            permissive ? ("SCMP_ACT_ALLOW", nil) : Self.action(&numbers, without: ["SCMP_ACT_NOTIFY", "SCMP_ACT_ALLOW"])
        native = seed % 5 == 4 ? .aarch64 : .x86_64
        var architectures: [String] = []
        for other: SystemCallArchitecture in native == .aarch64 ? [.arm, .aarch64] : [.x86, .x32, .x86_64, .aarch64]
        where Int.random(in: 0..<4, using: &numbers) > 0 {
            architectures.append(other.name)
        }
        var rules: [LinuxSyscall] = []
        for _ in 0..<Int.random(in: 1...60, using: &numbers) {
            let (action, number) = Self.action(&numbers, without: [])
            let count = Int.random(in: 1...5, using: &numbers)
            rules.append(
                LinuxSyscall(
                    names: (0..<count).map { _ in names.randomElement(using: &numbers)! }, action: action, errnoRet: number,
                    args: Self.arguments(&numbers)))
        }
        // Some calls get a few rules of one answer about one argument, as real profiles have them.
        for _ in 0..<Int.random(in: 0...4, using: &numbers) {
            let name = names.randomElement(using: &numbers)!
            let index = UInt.random(in: 0..<6, using: &numbers)
            for _ in 0..<Int.random(in: 2...6, using: &numbers) {
                let value = Self.values.randomElement(using: &numbers)!
                rules.append(
                    LinuxSyscall(
                        names: [name], action: permissive ? "SCMP_ACT_KILL_PROCESS" : "SCMP_ACT_ALLOW",
                        args: [LinuxSeccompArgument(index: index, value: value, op: "SCMP_CMP_EQ")]))
            }
        }
        profile = LinuxSeccomp(
            defaultAction: defaultAction, defaultErrnoRet: defaultNumber, architectures: architectures, syscalls: rules)
    }

    private static func action(_ numbers: inout Numbers, without: [String]) -> (String, UInt?) {
        let action = actions.filter { !without.contains($0) }.randomElement(using: &numbers)!
        let takesNumber = action == "SCMP_ACT_ERRNO" || action == "SCMP_ACT_TRACE"
        return (action, takesNumber ? [nil, 1, 22, 38, 4094].randomElement(using: &numbers)! : nil)
    }

    private static func arguments(_ numbers: inout Numbers) -> [LinuxSeccompArgument]? {
        let count = [0, 0, 1, 1, 1, 2, 3].randomElement(using: &numbers)!
        if count == 0 { return nil }
        var indices = Array(UInt(0)..<6).shuffled(using: &numbers).prefix(count).map { $0 }
        // Rarely, the old form: an argument named twice.
        if count > 1 && Int.random(in: 0..<8, using: &numbers) == 0 { indices[1] = indices[0] }
        return indices.map { index in
            let operation = ArgumentTests.operations.randomElement(using: &numbers)!
            let masked = operation == "SCMP_CMP_MASKED_EQ"
            let value = (masked ? masks : values).randomElement(using: &numbers)!
            // Mostly a value that the mask lets through, at times one that has bits beside it.
            let wanted = values.randomElement(using: &numbers)! & (Int.random(in: 0..<4, using: &numbers) == 0 ? .max : value)
            return LinuxSeccompArgument(index: index, value: value, valueTwo: masked ? wanted : nil, op: operation)
        }
    }
}
