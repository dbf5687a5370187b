internal import CLinux
internal import Glibc

/// One signal as it arrived.
public struct ReceivedSignal: Hashable, Sendable {
    public let number: CInt
    /// Who sent it, or the child that changed.
    public let process: CInt
    public let user: UInt32
}

/// Signals read from a descriptor (`signalfd(2)`): blocked while it lives, and the old mask kept to put it back.
public struct SignalDescriptor: ~Copyable {
    public let descriptor: Descriptor
    /// What was blocked before: to be put back before another program is executed.
    public let previousMask: SignalSet

    public init(_ signals: SignalSet) throws(SystemCallError) {
        let previous = try signals.block()
        let number = apus_signalfd(-1, signals.bits, O_CLOEXEC | O_NONBLOCK)
        if number < 0 {
            // The failure to make the descriptor is the one to report.
            _ = try? previous.makeMask()
            throw SystemCallError(call: "signalfd4", subject: "", errno: Errno(rawValue: -number))
        }
        descriptor = Descriptor(owning: number)
        previousMask = previous
    }

    /// The next signal, or nil when none waits.
    public func read() throws(SystemCallError) -> ReceivedSignal? {
        let number = descriptor.number
        var raw = apus_signal()
        do throws(SystemCallError) {
            try check("read", "signalfd") { unsafe apus_read_signal(number, &raw) }
        } catch {
            if error.errno == .again { return nil }
            throw error
        }
        return ReceivedSignal(
            number: CInt(raw.number), process: CInt(bitPattern: raw.pid), user: raw.user)
    }
}
