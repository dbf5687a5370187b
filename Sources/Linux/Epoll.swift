internal import CLinux
internal import Glibc

/// What a descriptor is ready for (`epoll_ctl(2)`).
public struct ReadyEvents: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let readable = ReadyEvents(rawValue: 0x1)
    public static let priority = ReadyEvents(rawValue: 0x2)
    public static let writable = ReadyEvents(rawValue: 0x4)
    /// Reported whether asked for or not.
    public static let error = ReadyEvents(rawValue: 0x8)
    /// Reported whether asked for or not.
    public static let hangUp = ReadyEvents(rawValue: 0x10)
    public static let peerClosed = ReadyEvents(rawValue: 0x2000)
    public static let oneShot = ReadyEvents(rawValue: 1 << 30)
    public static let edgeTriggered = ReadyEvents(rawValue: 1 << 31)
}

/// Waits for many descriptors at once. The kernel keeps a token for each; their owners stay elsewhere.
public struct Epoll: ~Copyable {
    public let descriptor: Descriptor

    public init() throws(SystemCallError) {
        descriptor = Descriptor(owning: try check("epoll_create1", "") { apus_epoll_create() })
    }

    public func add(_ number: CInt, _ events: ReadyEvents, token: UInt64) throws(SystemCallError) {
        try control(1, number, events, token)
    }
    public func change(_ number: CInt, _ events: ReadyEvents, token: UInt64) throws(SystemCallError) {
        try control(3, number, events, token)
    }
    public func remove(_ number: CInt) throws(SystemCallError) { try control(2, number, [], 0) }

    /// Waits until something is ready, at most so long (nil: for ever); no entry tells that the time is over.
    public func wait(milliseconds: CInt? = nil) throws(SystemCallError) -> [(token: UInt64, events: ReadyEvents)] {
        let number = descriptor.number
        var packed = [UInt64](repeating: 0, count: 128)
        let count = try unsafe packed.withUnsafeMutableBufferPointer { (buffer) throws(SystemCallError) in
            try check("epoll_wait", "") { unsafe apus_epoll_wait(number, buffer.baseAddress!, 64, milliseconds ?? -1) }
        }
        var ready: [(token: UInt64, events: ReadyEvents)] = []
        ready.reserveCapacity(Int(count))
        for index in 0..<Int(count) {
            ready.append((packed[2 * index + 1], ReadyEvents(rawValue: UInt32(truncatingIfNeeded: packed[2 * index]))))
        }
        return ready
    }

    private func control(
        _ operation: CInt, _ number: CInt, _ events: ReadyEvents, _ token: UInt64
    ) throws(SystemCallError) {
        let epoll = descriptor.number
        try check("epoll_ctl", "descriptor \(number)") {
            apus_epoll_control(epoll, operation, number, events.rawValue, token)
        }
    }
}

/// Waits for one descriptor, at most so long (nil: for ever); an empty answer tells that the time is over.
public func waitUntilReady(
    _ number: CInt, _ events: ReadyEvents, milliseconds: CInt? = nil
) throws(SystemCallError) -> ReadyEvents {
    let answer = try check("poll", "descriptor \(number)") {
        apus_poll(number, CInt(truncatingIfNeeded: events.rawValue & 0x7fff), milliseconds ?? -1)
    }
    return ReadyEvents(rawValue: UInt32(bitPattern: answer))
}
