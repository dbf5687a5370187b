import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A web server on loopback that answers, lies, stalls and drops as a test tells it.
final class FaultServer: Sendable {
    struct Request: Sendable {
        var method: String
        var path: String
        var query: String?
        var headers: HTTPHeaders
        var body: [UInt8]
    }

    struct Reply: Sendable {
        enum Ending: Sendable {
            case whole
            /// Closes the connection after that many bytes of the body.
            case cut(after: Int)
            /// Sends no more after that many bytes of the body, and keeps the connection.
            case stall(after: Int)
            /// Closes the connection before any answer.
            case drop
        }
        var status: Int = 200
        var headers: [(String, String)] = []
        var body: [UInt8] = []
        var ending = Ending.whole
        /// Sends the body in chunks, without its length.
        var isChunked = false
        /// Announces this length in place of the true one.
        var length: Int?

        static func text(_ status: Int, _ text: String, _ headers: [(String, String)] = []) -> Reply {
            Reply(status: status, headers: headers, body: Array(text.utf8))
        }
    }

    let port: Int
    private let channel: any Channel
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let seen = SeenRequests()

    init(
        identity: (chain: [NIOSSLCertificate], key: NIOSSLPrivateKey)? = nil,
        _ answer: @escaping @Sendable (Request) -> Reply
    ) throws {
        let seen = self.seen
        var context: NIOSSLContext?
        if let identity {
            context = try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: identity.chain.map { .certificate($0) }, privateKey: .privateKey(identity.key)))
        }
        let security = context
        channel = try ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let security {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: security))
                    }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false)
                    try channel.pipeline.syncOperations.addHandler(FaultHandler(seen, answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
        port = channel.localAddress?.port ?? 0
    }

    /// As a reference names it.
    var registry: String { "127.0.0.1:\(port)" }

    var requests: [Request] { seen.list.withLock { $0 } }

    func count(_ method: String, _ part: String) -> Int {
        requests.count { $0.method == method && $0.path.contains(part) }
    }

    func stop() {
        try? channel.close().wait()
        try? group.syncShutdownGracefully()
    }
}

final class SeenRequests: Sendable {
    let list = Mutex<[FaultServer.Request]>([])
}

private final class FaultHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let seen: SeenRequests
    private let answer: @Sendable (FaultServer.Request) -> FaultServer.Reply
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ seen: SeenRequests, _ answer: @escaping @Sendable (FaultServer.Request) -> FaultServer.Reply) {
        self.seen = seen
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let bytes): body += bytes.readableBytesView
        case .end:
            guard let head else { return }
            let parts = head.uri.split(separator: "?", maxSplits: 1)
            let request = FaultServer.Request(
                method: head.method.rawValue, path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : nil,
                headers: head.headers, body: body)
            seen.list.withLock { $0.append(request) }
            send(answer(request), to: request, context)
        }
    }

    private func send(_ reply: FaultServer.Reply, to request: FaultServer.Request, _ context: ChannelHandlerContext) {
        if case .drop = reply.ending { return context.close(promise: nil) }
        var headers = HTTPHeaders(reply.headers)
        if reply.isChunked {
            headers.add(name: "transfer-encoding", value: "chunked")
        } else {
            headers.add(name: "content-length", value: String(reply.length ?? reply.body.count))
        }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        var body = request.method == "HEAD" ? [] : reply.body[...]
        var isWhole = true
        switch reply.ending {
        case .cut(let count), .stall(let count):
            body = body.prefix(count)
            isWhole = false
        case .whole, .drop: break
        }
        for start in stride(from: 0, to: body.count, by: 65536) {
            let part = body[(body.startIndex + start)..<min(body.startIndex + start + 65536, body.endIndex)]
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: part)))), promise: nil)
        }
        if isWhole {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            return
        }
        context.flush()
        if case .cut = reply.ending { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
