internal import CLinux
internal import Glibc

/// A set of signals as the kernel keeps it: bit n - 1 for signal n.
public struct SignalSet: Hashable, Sendable {
    public var bits: UInt64
    public init(bits: UInt64) { self.bits = bits }
    public init(_ signals: CInt...) {
        bits = 0
        for signal in signals { insert(signal) }
    }
    public static let all = SignalSet(bits: .max)
    public static let none = SignalSet(bits: 0)

    public mutating func insert(_ signal: CInt) { bits |= 1 << UInt64(signal - 1) }
    public mutating func remove(_ signal: CInt) { bits &= ~(1 << UInt64(signal - 1)) }

    /// Blocks these signals as well; answers what was blocked before.
    @discardableResult public func block() throws(SystemCallError) -> SignalSet { try change(0) }
    @discardableResult public func unblock() throws(SystemCallError) -> SignalSet { try change(1) }
    /// Blocks these signals and no others.
    @discardableResult public func makeMask() throws(SystemCallError) -> SignalSet { try change(2) }

    private func change(_ how: CInt) throws(SystemCallError) -> SignalSet {
        var old: UInt64 = 0
        try check("rt_sigprocmask", "") { unsafe apus_signal_mask(how, bits, &old) }
        return SignalSet(bits: old)
    }

    /// Gives a signal its default action, or makes this process ignore it.
    public static func setAction(of signal: CInt, ignoring: Bool) throws(SystemCallError) {
        try check("rt_sigaction", "signal \(signal)") { apus_signal_action(signal, ignoring ? 1 : 0) }
    }

    /// Every signal has its default action: what is ignored here would stay ignored in the program executed.
    public static func resetActions() {
        // 9 and 19 cannot be changed, 32 and 33 belong to the C library: each may refuse
        for signal in CInt(1)...64 { _ = apus_signal_action(signal, 0) }
    }
}

/// Numbers of the signals that this program sends or waits for; the same on every architecture but mips and alpha.
public enum SignalNumber {
    public static let hangUp: CInt = 1
    public static let interrupt: CInt = 2
    public static let quit: CInt = 3
    public static let kill: CInt = 9
    public static let user1: CInt = 10
    public static let user2: CInt = 12
    public static let pipe: CInt = 13
    public static let alarm: CInt = 14
    public static let terminate: CInt = 15
    public static let child: CInt = 17
    public static let resume: CInt = 18
    public static let stop: CInt = 19
    public static let windowChange: CInt = 28
}
