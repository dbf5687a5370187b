internal import ImageStorage
internal import Linux
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// What all connections share.
struct ServerContext: Sendable {
    let storage: any RegistryStorage
    let rules: AccessRules
    let pool: NIOThreadPool
    let log: AccessLog?
    let isEncrypted: Bool
}

/// A registry that is being served.
public final class RegistryServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let pool: NIOThreadPool
    private let listener: any Channel
    private let open: OpenConnections
    private let tidying: RepeatedTask
    /// Where it is reached, such as `127.0.0.1:5000`.
    public let address: String

    /// Opens the storage and listens; requests are answered from now on, by threads of its own.
    public init(_ settings: RegistryServerSettings) throws(RegistryServingError) {
        let protection = try settings.protection()
        let passwords = try settings.passwordFile.map { (path) throws(RegistryServingError) in try PasswordFile(path) }
        let rules = AccessRules(
            passwords: passwords, pullsAnonymously: settings.pullsAnonymously, isReadOnly: settings.isReadOnly, deletes: settings.deletes)
        let storage = try settings.openStorage()
        group = MultiThreadedEventLoopGroup(numberOfThreads: max(2, processorCount()))
        pool = NIOThreadPool(numberOfThreads: max(8, 4 * processorCount()))
        pool.start()
        let server = ServerContext(
            storage: storage, rules: rules, pool: pool, log: settings.log.map { AccessLog($0, all: settings.logsAll) },
            isEncrypted: protection != nil)
        // A transfer has a socket and two or three files.
        let files = (try? ResourceLimit.current(.openFiles).soft) ?? 1024
        let connections = OpenConnections(limit: Int(min(files, 1 << 20) / 4))
        open = connections
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // Blobs are large: few long reads cost a fraction of many short ones.
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 4 << 10, initial: 16 << 10, maximum: 1 << 20)
            )
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                guard connections.add(channel) else { return channel.eventLoop.makeFailedFuture(TooManyConnections()) }
                return channel.eventLoop.makeCompletedFuture {
                    try Self.configure(channel.pipeline.syncOperations, server, protection, settings)
                }
            }
        do {
            listener = try bootstrap.bind(host: settings.host, port: settings.port).wait()
        } catch {
            pool.shutdownGracefully { _ in }
            // What the library says of other failures names its functions; the number is all of it.
            let cause = (error as? IOError).map { Errno(rawValue: $0.errnoCode).words } ?? "\(error)"
            throw RegistryServingError(
                .unknown, "listening on \(settings.host):\(settings.port): \(cause); choose another address with --listen")
        }
        let port = listener.localAddress?.port ?? settings.port
        address = settings.host.utf8.contains(0x3a) ? "[\(settings.host)]:\(port)" : "\(settings.host):\(port)"
        tidying = group.next().scheduleRepeatedTask(initialDelay: .zero, delay: .minutes(15)) { [pool] _ in
            // What cannot be tidied now is tried again.
            pool.submit { _ in try? storage.tidy() }
        }
    }

    private static func configure(
        _ pipeline: ChannelPipeline.SynchronousOperations, _ server: ServerContext, _ protection: NIOSSLContext?,
        _ settings: RegistryServerSettings
    ) throws {
        if let protection { try pipeline.addHandler(NIOSSLServerHandler(context: protection)) }
        let deadline = HeadDeadline(limit: .milliseconds(settings.headMilliseconds))
        try pipeline.addHandler(deadline)
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 16 << 10
        limits.maxHeaderListSize = 64 << 10
        limits.maxHeaderFieldCount = 100
        try pipeline.addHandler(HTTPResponseEncoder())
        try pipeline.addHandler(
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)))
        try pipeline.addHandler(HTTPServerPipelineHandler())
        try pipeline.addHandler(HTTPServerProtocolErrorHandler())
        try pipeline.addHandler(IdleStateHandler(allTimeout: .milliseconds(settings.idleMilliseconds)))
        try pipeline.addHandler(ConnectionHandler(server, deadline))
    }

    /// Takes no more requests, lets those that run come to their end, and ends; after `seconds` those that do not are broken off.
    public func end(within seconds: Int = 30) {
        tidying.cancel()
        // One that is closed already is what is wanted.
        try? listener.close().wait()
        let deadline = monotonicNanoseconds() + Int64(seconds) * 1_000_000_000
        while true {
            let left = open.all
            if left.isEmpty { break }
            let isLate = monotonicNanoseconds() >= deadline
            for channel in left {
                if isLate { channel.close(promise: nil) } else { channel.pipeline.fireUserInboundEventTriggered(ServerEnding()) }
            }
            pause(nanoseconds: 20_000_000)
        }
        // The process ends: there is nobody to be told of threads that do not.
        try? pool.syncShutdownGracefully()
        try? group.syncShutdownGracefully()
    }
}

/// The connections that there are.
final class OpenConnections: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    var all: [any Channel] { channels.withLock { Array($0.values) } }

    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// False when there are as many as the open files of this process suffice for: then it is to be closed.
    func add(_ channel: any Channel) -> Bool {
        let key = ObjectIdentifier(channel)
        let isTaken = channels.withLock { channels in
            guard channels.count < limit else { return false }
            channels[key] = channel
            return true
        }
        guard isTaken else { return false }
        channel.closeFuture.whenComplete { _ in self.channels.withLock { _ = $0.removeValue(forKey: key) } }
        return true
    }
}

struct TooManyConnections: Error {}
