internal import ContainerState
internal import Linux

/// One program that watches or feeds the container: its socket, and what it has not taken yet.
final class AttachClient {
    let socket: Descriptor
    let token: UInt64
    var wantsOutput = false
    var givesInput = false
    /// Packets that did not fit into the socket.
    private var queue: [[UInt8]] = []
    private(set) var queuedBytes = 0
    /// Since when nothing could be sent, on the monotonic clock; nil when nothing waits.
    private(set) var stuckSince: Int64?

    /// A client that takes nothing for so long is dropped, so that it cannot hold up the container without bound.
    static let patience: Int64 = 10_000_000_000
    /// With more than this waiting, the container's output is not read until the client has caught up.
    static let queueLimit = 1 << 20

    init(socket: consuming Descriptor, token: UInt64) {
        self.socket = socket
        self.token = token
    }

    var isBehind: Bool { queuedBytes > Self.queueLimit }
    var hasQueue: Bool { !queue.isEmpty }

    /// Sends or queues a packet; false when the client is gone.
    func send(_ packet: [UInt8]) -> Bool {
        if queue.isEmpty {
            switch attempt(packet) {
            case .sent: return true
            case .gone: return false
            case .full: break
            }
            stuckSince = monotonicNanoseconds()
        }
        queue.append(packet)
        queuedBytes += packet.count
        return true
    }

    /// Sends what waits, as far as it fits; false when the client is gone.
    func flush() -> Bool {
        var sent = 0
        defer { queue.removeFirst(sent) }
        while sent < queue.count {
            switch attempt(queue[sent]) {
            case .sent:
                queuedBytes -= queue[sent].count
                sent += 1
                stuckSince = monotonicNanoseconds()
            case .gone: return false
            case .full: return true
            }
        }
        stuckSince = nil
        return true
    }

    private enum Outcome { case sent, full, gone }

    private func attempt(_ packet: [UInt8]) -> Outcome {
        do throws(SystemCallError) {
            try socket.send(packet, nonBlocking: true)
            return .sent
        } catch {
            // ENOBUFS: the kernel has no room at the moment, as good as a full socket
            return error.errno == .again || error.errno.rawValue == 105 ? .full : .gone
        }
    }
}
