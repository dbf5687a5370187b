internal import CLinux
internal import Glibc

/// A counter that wakes whoever waits for it (`eventfd(2)`).
public struct EventDescriptor: ~Copyable {
    public let descriptor: Descriptor

    public init(nonBlocking: Bool = true) throws(SystemCallError) {
        descriptor = Descriptor(
            owning: try check("eventfd2", "") { apus_eventfd(0, O_CLOEXEC | (nonBlocking ? O_NONBLOCK : 0)) })
    }

    public func signal() throws(SystemCallError) { try descriptor.write([1, 0, 0, 0, 0, 0, 0, 0]) }

    /// Takes all that was counted; 0 when nothing was.
    public func take() throws(SystemCallError) -> UInt64 {
        do throws(SystemCallError) {
            var count: UInt64 = 0
            for byte in try descriptor.read(upTo: 8).reversed() { count = count << 8 | UInt64(byte) }
            return count
        } catch {
            if error.errno == .again { return 0 }
            throw error
        }
    }
}

/// A timer read from a descriptor (`timerfd_create(2)`), on the clock that also counts sleep of the machine.
public struct TimerDescriptor: ~Copyable {
    public let descriptor: Descriptor

    public init() throws(SystemCallError) {
        descriptor = Descriptor(owning: try check("timerfd_create", "") { apus_timerfd(CLOCK_BOOTTIME) })
    }

    /// Fires after so many nanoseconds and then at each interval (0: once). A first of 0 stops it.
    public func set(nanoseconds first: Int64, every interval: Int64 = 0) throws(SystemCallError) {
        let number = descriptor.number
        try check("timerfd_settime", "") { apus_timerfd_set(number, first, interval, 0) }
    }

    /// How often it fired since last asked.
    public func take() throws(SystemCallError) -> UInt64 {
        do throws(SystemCallError) {
            var count: UInt64 = 0
            for byte in try descriptor.read(upTo: 8).reversed() { count = count << 8 | UInt64(byte) }
            return count
        } catch {
            if error.errno == .again { return 0 }
            throw error
        }
    }
}
