@testable import Seccomp

/// Runs a filter as the kernel would (`seccomp_run_filters`), and counts the instructions.
struct FilterSimulator {
    let instructions: [FilterInstruction]

    init(_ program: SeccompProgram) { instructions = program.instructions }
    init(_ instructions: [FilterInstruction]) { self.instructions = instructions }

    func run(
        _ architecture: SystemCallArchitecture, _ number: UInt32, _ arguments: [UInt64] = []
    ) -> (answer: UInt32, steps: Int) {
        run(token: architecture.auditToken, number, arguments)
    }

    func answer(
        _ architecture: SystemCallArchitecture, _ call: String, _ arguments: [UInt64] = []
    ) -> UInt32 {
        run(architecture, SystemCallTable.number(of: call, on: architecture)!, arguments).answer
    }

    func run(token: UInt32, _ number: UInt32, _ arguments: [UInt64]) -> (answer: UInt32, steps: Int) {
        var words: [UInt32] = [number, token, 0, 0]
        for index in 0..<6 {
            let value = index < arguments.count ? arguments[index] : 0
            words += [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
        }
        var accumulator: UInt32 = 0
        var at = 0
        var steps = 0
        while true {
            let instruction = instructions[at]
            let constant = instruction.constant
            at += 1
            steps += 1
            func jump(_ condition: Bool) { at += Int(condition ? instruction.whenTrue : instruction.whenFalse) }
            switch FilterInstruction.Operation(rawValue: instruction.code)! {
            case .load: accumulator = words[Int(constant / 4)]
            case .jump: at += Int(constant)
            case .jumpIfEqual: jump(accumulator == constant)
            case .jumpIfGreater: jump(accumulator > constant)
            case .jumpIfGreaterOrEqual: jump(accumulator >= constant)
            case .jumpIfAnySet: jump(accumulator & constant != 0)
            case .and: accumulator &= constant
            case .answer: return (constant, steps)
            }
        }
    }
}

let allowed: UInt32 = 0x7fff_0000
let killed: UInt32 = 0
func refused(_ number: UInt32) -> UInt32 { 0x0005_0000 | number }
