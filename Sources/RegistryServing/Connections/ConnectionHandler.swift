internal import NIOPosix
internal import Linux
internal import NIOCore
internal import NIOHTTP1

/// One connection: takes requests apart for an ``Exchange``, which works on other threads, and reads on when that is done.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: ServerContext
    private let deadline: HeadDeadline
    private var waiting = CircularBuffer<HTTPServerRequestPart>()
    private var exchange: Exchange?
    private var record: AccessRecord?
    /// An exchange is at work, or an answer is being sent.
    private var isBusy = false
    private var isAnswered = false
    /// The request has come to its end.
    private var hasEnded = false
    private var wantsRead = false
    private var isGone = false
    private var keepsAlive = true
    private var isEnding = false
    /// Bytes of bodies that nobody wants.
    private var dropped = 0

    /// More of a refused body than this is not listened to.
    private static let dropLimit = 32 << 20

    init(_ server: ServerContext, _ deadline: HeadDeadline) {
        self.server = server
        self.deadline = deadline
    }

    static func part(_ part: HTTPServerResponsePart) -> NIOAny { NIOAny(part) }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        waiting.append(unwrapInboundIn(data))
        proceed(context)
    }

    /// What comes while somebody works on what has come stays in the socket.
    func read(context: ChannelHandlerContext) {
        if isBusy { wantsRead = true } else { context.read() }
    }

    private func proceed(_ context: ChannelHandlerContext) {
        while !isBusy, !isGone, let part = waiting.popFirst() {
            switch part {
            case .head(let head): begin(head, context)
            case .body(let bytes):
                guard let exchange, !isAnswered else {
                    dropped += bytes.readableBytes
                    if dropped > Self.dropLimit { context.close(promise: nil) }
                    continue
                }
                work(context) {
                    exchange.take(bytes)
                } then: {
                    if let answer = $0 { self.answer(answer, context) }
                }
            case .end:
                deadline.await()
                hasEnded = true
                guard let exchange, !isAnswered else {
                    forget(context)
                    continue
                }
                work(context) {
                    exchange.finish()
                } then: {
                    self.answer($0, context)
                }
            }
        }
        if !isBusy, wantsRead {
            wantsRead = false
            context.read()
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        deadline.arrived()
        isAnswered = false
        hasEnded = false
        dropped = 0
        keepsAlive = head.isKeepAlive
        let address = context.remoteAddress?.ipAddress ?? "-"
        let exchange = Exchange(head, from: address, rules: server.rules, storage: server.storage)
        self.exchange = exchange
        record = server.log == nil ? nil : AccessRecord(head, from: address)
        let awaits = head.headers["Expect"].contains { $0.lowercased() == "100-continue" }
        work(context) {
            exchange.begin()
        } then: { answer in
            if let answer {
                // The client may or may not send its body now: only the end of the connection is clear.
                if awaits { self.keepsAlive = false }
                self.answer(answer, context)
            } else if awaits {
                context.writeAndFlush(Self.part(.head(HTTPResponseHead(version: head.version, status: .continue))), promise: nil)
            }
        }
    }

    /// Lets an exchange work on another thread, and goes on here.
    private func work<Value: Sendable>(
        _ context: ChannelHandlerContext, _ body: @escaping @Sendable () -> Value, then: @escaping (Value) -> Void
    ) {
        isBusy = true
        server.pool.runIfActive(eventLoop: context.eventLoop, body).assumeIsolated().whenComplete { result in
            self.isBusy = false
            if self.isGone { return self.leave() }
            switch result {
            case .success(let value):
                then(value)
                self.proceed(context)
            case .failure: context.close(promise: nil)
            }
        }
    }

    // MARK: Answering

    private func answer(_ answer: Answer, _ context: ChannelHandlerContext) {
        guard let exchange else { return }
        isAnswered = true
        if isEnding { keepsAlive = false }
        record?.answered(answer, user: exchange.user)
        var head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: answer.headers)
        head.headers.replaceOrAdd(name: "Docker-Distribution-API-Version", value: "registry/2.0")
        head.headers.replaceOrAdd(name: "Content-Length", value: String(answer.length))
        if !keepsAlive { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        context.write(Self.part(.head(head)), promise: nil)
        isBusy = true
        guard exchange.head.method != .HEAD else { return finish(context) }
        switch answer.body {
        case .none: finish(context)
        case .bytes(let bytes):
            context.write(Self.part(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
            finish(context)
        case .file(let file, let from, let count):
            send(BodySender(file, from: from, count: count, isEncrypted: server.isEncrypted), context)
        }
    }

    private func send(_ sender: BodySender, _ context: ChannelHandlerContext) {
        guard let piece = sender.next(context) else { return finish(context) }
        piece.assumeIsolated().whenComplete { result in
            if case .success = result, !self.isGone { return self.send(sender, context) }
            // Half a body cannot be taken back: the client sees that the connection ends.
            self.keepsAlive = false
            self.isBusy = false
            context.close(promise: nil)
        }
    }

    private func finish(_ context: ChannelHandlerContext) {
        context.writeAndFlush(Self.part(.end(nil))).assumeIsolated().whenComplete { _ in
            self.isBusy = false
            if let record = self.record { self.server.log?.write(record) }
            self.record = nil
            if self.isGone { return self.leave() }
            if self.hasEnded { self.forget(context) }
            if !self.keepsAlive { context.close(promise: nil) }
            self.proceed(context)
        }
    }

    /// A request is over on both sides.
    private func forget(_ context: ChannelHandlerContext) {
        exchange = nil
        if isEnding { context.close(promise: nil) }
    }

    // MARK: Ending

    func channelInactive(context: ChannelHandlerContext) {
        isGone = true
        waiting.removeAll()
        if !isBusy { leave() }
        context.fireChannelInactive()
    }

    private func leave() {
        guard let exchange else { return }
        self.exchange = nil
        server.pool.submit { _ in exchange.end() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ServerEnding {
            isEnding = true
            if exchange == nil || isAnswered && !isBusy { context.close(promise: nil) }
        } else if event is IdleStateHandler.IdleStateEvent {
            if !isBusy || isAnswered { context.close(promise: nil) }
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// The server takes no more requests.
struct ServerEnding: Sendable {}
