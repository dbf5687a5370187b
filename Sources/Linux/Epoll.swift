internal import CLinux
internal import Glibc

/// What a descriptor is ready for (`epoll_ctl(2)`).
package struct ReadyEvents: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let readable = ReadyEvents(rawValue: 0x1)
    package static let priority = ReadyEvents(rawValue: 0x2)
    package static let writable = ReadyEvents(rawValue: 0x4)
    /// Reported whether asked for or not.
    package static let error = ReadyEvents(rawValue: 0x8)
    /// Reported whether asked for or not.
    package static let hangUp = ReadyEvents(rawValue: 0x10)
    package static let peerClosed = ReadyEvents(rawValue: 0x2000)
    package static let oneShot = ReadyEvents(rawValue: 1 << 30)
    package static let edgeTriggered = ReadyEvents(rawValue: 1 << 31)
}

/// Waits for many descriptors at once. The kernel keeps a token for each; their owners stay elsewhere.
package struct Epoll: ~Copyable {
    package let descriptor: Descriptor

    package init() throws(SystemCallError) {
        descriptor = Descriptor(owning: try check("epoll_create1", "") { apus_epoll_create() })
    }

    package func add(_ number: CInt, _ events: ReadyEvents, token: UInt64) throws(SystemCallError) {
        try control(1, number, events, token)
    }
    package func change(_ number: CInt, _ events: ReadyEvents, token: UInt64) throws(SystemCallError) {
        try control(3, number, events, token)
    }
    package func remove(_ number: CInt) throws(SystemCallError) { try control(2, number, [], 0) }

    /// Waits until something is ready, at most so long (nil: for ever); no entry tells that the time is over.
    package func wait(milliseconds: CInt? = nil) throws(SystemCallError) -> [(token: UInt64, events: ReadyEvents)] {
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
package func waitUntilReady(
    _ number: CInt, _ events: ReadyEvents, milliseconds: CInt? = nil
) throws(SystemCallError) -> ReadyEvents {
    let answer = try check("poll", "descriptor \(number)") {
        apus_poll(number, CInt(truncatingIfNeeded: events.rawValue & 0x7fff), milliseconds ?? -1)
    }
    return ReadyEvents(rawValue: UInt32(bitPattern: answer))
}
