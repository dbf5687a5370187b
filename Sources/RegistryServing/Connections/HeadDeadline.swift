internal import NIOCore

/// Closes a connection whose next head does not come whole in time, however slowly its bytes drip.
final class HeadDeadline: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let limit: TimeAmount
    private var timer: Scheduled<Void>?
    private var isAwaiting = true

    init(limit: TimeAmount) { self.limit = limit }

    func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isAwaiting, timer == nil { start(context) }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    private func start(_ context: ChannelHandlerContext) {
        timer?.cancel()
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    }

    /// A head is there.
    func arrived() {
        isAwaiting = false
        timer?.cancel()
        timer = nil
    }

    /// The next one may come: the time runs from its first byte.
    func await() { isAwaiting = true }
}
