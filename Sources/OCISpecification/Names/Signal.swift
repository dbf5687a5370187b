/// A signal of Linux by name or number: signal(7).
public struct Signal: Hashable, Sendable, CustomStringConvertible {
    /// As on x86, arm, riscv, powerpc and s390.
    public let number: Int32

    /// Nil for a number that is no signal.
    public init?(number: Int32) {
        guard (1...64).contains(number) else { return nil }
        self.number = number
    }

    private init(known number: Int32) { self.number = number }

    public static let hangup = Signal(known: 1)
    public static let interrupt = Signal(known: 2)
    public static let quit = Signal(known: 3)
    public static let kill = Signal(known: 9)
    public static let terminate = Signal(known: 15)
    public static let `continue` = Signal(known: 18)
    public static let stop = Signal(known: 19)
    public static let windowChange = Signal(known: 28)

    /// Reads `SIGTERM`, `TERM`, `term`, `15`, `RTMIN+3` or `SIGRTMAX-2`.
    public init(parsing text: String) throws(SignalError) {
        if let number = Int32(text) {
            guard let signal = Signal(number: number) else { throw SignalError(text: text) }
            self = signal
            return
        }
        var name = text.uppercased()
        if name.hasPrefix("SIG") { name.removeFirst(3) }
        if let number = Self.numbers[name] {
            self.number = number
            return
        }
        guard let number = Self.realTime(name) else { throw SignalError(text: text) }
        self.number = number
    }

    /// Such as `SIGTERM` or `SIGRTMIN+3`; the two of the C library have only numbers.
    public var name: String { number == 32 || number == 33 ? shortName : "SIG" + shortName }

    /// Such as `TERM`.
    public var shortName: String {
        if Int(number) <= Self.names.count { return Self.names[Int(number) - 1] }
        switch number {
        case 34: return "RTMIN"
        case 64: return "RTMAX"
        case 35...49: return "RTMIN+\(number - 34)"
        case 50...63: return "RTMAX-\(64 - number)"
        default: return "\(number)"
        }
    }

    public var description: String { name }

    /// In the order of their numbers, from 1.
    private static let names = [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS",
    ]

    private static let numbers: [String: Int32] = {
        var numbers: [String: Int32] = ["IOT": 6, "CLD": 17, "POLL": 29]
        for (index, name) in names.enumerated() { numbers[name] = Int32(index + 1) }
        return numbers
    }()

    /// The C library keeps 32 and 33 for itself, so the first that programs have is 34.
    private static func realTime(_ name: String) -> Int32? {
        func offset(_ prefix: String, _ sign: Character) -> Int32? {
            let rest = name.dropFirst(prefix.count)
            if rest.isEmpty { return 0 }
            guard rest.first == sign, let number = Int32(rest.dropFirst()), (0...30).contains(number) else {
                return nil
            }
            return number
        }
        if name.hasPrefix("RTMIN") { return offset("RTMIN", "+").map { 34 + $0 } }
        if name.hasPrefix("RTMAX") { return offset("RTMAX", "-").map { 64 - $0 } }
        return nil
    }
}

/// Text that names no signal.
public struct SignalError: Error, Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public var description: String {
        "invalid signal: \"\(text)\": give a name such as SIGTERM or a number from 1 to 64"
    }
}
