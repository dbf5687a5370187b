@testable import Seccomp

/// `FilterSimulator` for many calls: the words of `struct seccomp_data` are kept, and nothing is allocated for a run.
struct FastInterpreter {
    private let instructions: [UInt64]
    private var words = [UInt32](repeating: 0, count: 16)

    init(_ instructions: [FilterInstruction]) { self.instructions = instructions.map(\.packed) }

    mutating func set(token: UInt32, number: UInt32) {
        words[0] = number
        words[1] = token
    }

    mutating func set(_ arguments: [UInt64]) {
        for index in 0..<6 {
            words[4 + 2 * index] = UInt32(truncatingIfNeeded: arguments[index])
            words[5 + 2 * index] = UInt32(truncatingIfNeeded: arguments[index] >> 32)
        }
    }

    /// The answer, how many instructions were executed, and whether one of them loaded the number of the call.
    func run() -> (answer: UInt32, steps: Int, asksNumber: Bool) {
        var accumulator: UInt32 = 0
        var at = 0
        var steps = 0
        var asksNumber = false
        while true {
            let packed = instructions[at]
            let constant = UInt32(truncatingIfNeeded: packed >> 32)
            at += 1
            steps += 1
            let holds: Bool
            switch packed & 0xffff {
            case 0x20:
                accumulator = words[Int(constant >> 2)]
                if constant == 0 { asksNumber = true }
                continue
            case 0x54:
                accumulator &= constant
                continue
            case 0x05:
                at += Int(constant)
                continue
            case 0x06: return (constant, steps, asksNumber)
            case 0x15: holds = accumulator == constant
            case 0x25: holds = accumulator > constant
            case 0x35: holds = accumulator >= constant
            case 0x45: holds = accumulator & constant != 0
            default: fatalError("unknown instruction \(packed & 0xffff)")
            }
            at += Int(holds ? packed >> 16 & 0xff : packed >> 24 & 0xff)
        }
    }
}
