internal import CLinux
internal import Glibc

/// A set of signals as the kernel keeps it: bit n - 1 for signal n.
package struct SignalSet: Hashable, Sendable {
    package var bits: UInt64
    package init(bits: UInt64) { self.bits = bits }
    package init(_ signals: CInt...) {
        bits = 0
        for signal in signals { insert(signal) }
    }
    package static let all = SignalSet(bits: .max)
    package static let none = SignalSet(bits: 0)

    package mutating func insert(_ signal: CInt) { bits |= 1 << UInt64(signal - 1) }
    package mutating func remove(_ signal: CInt) { bits &= ~(1 << UInt64(signal - 1)) }

    /// Blocks these signals as well; answers what was blocked before.
    @discardableResult package func block() throws(SystemCallError) -> SignalSet { try change(0) }
    @discardableResult package func unblock() throws(SystemCallError) -> SignalSet { try change(1) }
    /// Blocks these signals and no others.
    @discardableResult package func makeMask() throws(SystemCallError) -> SignalSet { try change(2) }

    private func change(_ how: CInt) throws(SystemCallError) -> SignalSet {
        var old: UInt64 = 0
        try check("rt_sigprocmask", "") { unsafe apus_signal_mask(how, bits, &old) }
        return SignalSet(bits: old)
    }

    /// Gives a signal its default action, or makes this process ignore it.
    package static func setAction(of signal: CInt, ignoring: Bool) throws(SystemCallError) {
        try check("rt_sigaction", "signal \(signal)") { apus_signal_action(signal, ignoring ? 1 : 0) }
    }

    /// Every signal has its default action: what is ignored here would stay ignored in the program executed.
    package static func resetActions() {
        // 9 and 19 cannot be changed, 32 and 33 belong to the C library: each may refuse
        for signal in CInt(1)...64 { _ = apus_signal_action(signal, 0) }
    }
}

/// Numbers of the signals that this program sends or waits for; the same on every architecture but mips and alpha.
package enum SignalNumber {
    package static let hangUp: CInt = 1
    package static let interrupt: CInt = 2
    package static let quit: CInt = 3
    package static let kill: CInt = 9
    package static let user1: CInt = 10
    package static let user2: CInt = 12
    package static let pipe: CInt = 13
    package static let alarm: CInt = 14
    package static let terminate: CInt = 15
    package static let child: CInt = 17
    package static let resume: CInt = 18
    package static let stop: CInt = 19
    package static let windowChange: CInt = 28
}
