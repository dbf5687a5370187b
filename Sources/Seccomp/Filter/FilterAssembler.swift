/// Writes a filter from its end to its beginning: whatever a jump goes to is there already, so that its distance is
/// known, and a jump too far for its eight bits gets a way-station next to it.
struct FilterAssembler {
    /// Where control goes: to an instruction, or to the end with an answer.
    enum Target: Hashable {
        /// An index into the reversed program.
        case instruction(Int)
        case answer(UInt32)
    }

    /// The program so far, last instruction first.
    private var reversed: [FilterInstruction] = []
    /// Where each answer was last written.
    private var answers: [(value: UInt32, position: Int)] = []

    init() { reversed.reserveCapacity(512) }

    var count: Int { reversed.count }
    /// The instruction written last, which runs first.
    var start: Target { .instruction(reversed.count - 1) }
    var program: [FilterInstruction] { Array(reversed.reversed()) }

    /// `load` and fall through to what was written before it.
    mutating func load(_ offset: UInt32) { reversed.append(FilterInstruction(.load, constant: offset)) }
    mutating func and(_ mask: UInt32) { reversed.append(FilterInstruction(.and, constant: mask)) }

    /// A conditional jump to two targets.
    mutating func branch(
        _ operation: FilterInstruction.Operation, _ constant: UInt32, whenTrue: Target, whenFalse: Target
    ) {
        // One place is kept free for a way-station of the second target.
        let first = reachable(whenTrue, reserve: 1)
        let second = reachable(whenFalse, reserve: 0)
        let here = reversed.count
        reversed.append(
            FilterInstruction(
                operation, constant: constant, whenTrue: UInt8(here - first - 1),
                whenFalse: UInt8(here - second - 1)))
    }

    /// An instruction that reaches the target, written here unless the target itself is near enough to fall into.
    mutating func land(on target: Target) -> Target {
        switch target {
        case .instruction: target
        case .answer: .instruction(reachable(target, reserve: 0))
        }
    }

    /// Makes what is written next continue at the target rather than at what was written before.
    mutating func continueAt(_ target: Target) {
        if target == start { return }
        switch target {
        case .instruction(let position): jump(to: position)
        case .answer(let value): answer(value)
        }
    }

    private mutating func jump(to position: Int) {
        reversed.append(FilterInstruction(.jump, constant: UInt32(reversed.count - position - 1)))
    }

    private mutating func answer(_ value: UInt32) {
        let position = reversed.count
        reversed.append(FilterInstruction(.answer, constant: value))
        for index in answers.indices where answers[index].value == value {
            answers[index].position = position
            return
        }
        answers.append((value, position))
    }

    private func isNear(_ position: Int, reserve: Int) -> Bool { reversed.count + reserve - position - 1 <= 255 }

    private mutating func reachable(_ target: Target, reserve: Int) -> Int {
        switch target {
        case .instruction(let position):
            if isNear(position, reserve: reserve) { return position }
            jump(to: position)
        case .answer(let value):
            for known in answers where known.value == value && isNear(known.position, reserve: reserve) {
                return known.position
            }
            answer(value)
        }
        return reversed.count - 1
    }
}
