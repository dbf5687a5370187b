internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Sends single requests: connections, proxies, timeouts. Knows nothing of registries, follows no redirect, retries
/// nothing.
final class HTTPTransport: Sendable {
    private let proxies: ProxySettings
    private let stallTimeout: Double
    private let connectTimeout: Double
    private let state = Mutex<Connections>(Connections())

    private struct ClientKind: Hashable {
        let proxy: ProxySettings.Proxy?
        /// For uploads: a registry may be silent for long while it checks and stores what it was sent.
        let isPatient: Bool
    }

    private struct Connections {
        var clients: [ClientKind: HTTPClient] = [:]
    }

    init(proxies: ProxySettings, stallTimeout: Double, connectTimeout: Double) {
        self.proxies = proxies
        self.stallTimeout = stallTimeout
        self.connectTimeout = connectTimeout
    }

    /// Sends one request and answers with its head; the body is read from it by the caller.
    func send(
        _ method: HTTPMethod, to address: WebAddress, headers: HTTPHeaders, body: HTTPClientRequest.Body?,
        protection: TLSConfiguration?
    ) async throws(TransportFailure) -> HTTPClientResponse {
        var request = HTTPClientRequest(url: address.description)
        request.method = method
        request.headers = headers
        request.body = body
        request.tlsConfiguration = protection
        let isUpload = body != nil || method == .PUT || method == .PATCH
        let client = client(for: ClientKind(proxy: proxies.proxy(for: address), isPatient: isUpload))
        do {
            return try await client.execute(request, deadline: .distantFuture)
        } catch {
            let silence = isUpload ? stallTimeout * Self.patience : stallTimeout
            throw TransportFailure(error, to: address.authority, stallTimeout: silence)
        }
    }

    func failure(_ error: any Error, to address: WebAddress) -> TransportFailure {
        TransportFailure(error, to: address.authority, stallTimeout: stallTimeout)
    }

    /// Closes all connections; no request may follow.
    func close() async {
        let open = state.withLock { state in
            defer { state = Connections() }
            return state.clients.values.map { $0 }
        }
        // A connection that does not close properly is of no interest any more.
        for client in open { try? await client.shutdown() }
    }

    private func client(for kind: ClientKind) -> HTTPClient {
        state.withLock { state in
            if let known = state.clients[kind] { return known }
            let made = makeClient(kind, Self.group)
            state.clients[kind] = made
            return made
        }
    }

    private func makeClient(
        _ kind: ClientKind, _ group: MultiThreadedEventLoopGroup
    ) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        let silence = stallTimeout * (kind.isPatient ? Self.patience : 1)
        configuration.timeout = .init(
            connect: .milliseconds(Int64(connectTimeout * 1000)), read: .milliseconds(Int64(silence * 1000)),
            write: .milliseconds(Int64(stallTimeout * 1000)))
        // We have our own policy, which also knows when plain HTTP is worth a try.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 16
        // One connection a blob: HTTP/2 would put them all behind one flow-control window.
        configuration.httpVersion = .http1Only
        configuration.decompression = .disabled
        if let proxy = kind.proxy {
            switch proxy.kind {
            case .http:
                configuration.proxy = .server(
                    host: proxy.host, port: proxy.port,
                    authorization: proxy.authorization.map { .basic(credentials: $0) })
            case .socks: configuration.proxy = .socksServer(host: proxy.host, port: proxy.port)
            }
        }
        configuration.http1_1ConnectionDebugInitializer = { channel in
            // Blobs are large: few long reads cost a fraction of many short ones.
            channel.setOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 16 << 10, initial: 64 << 10, maximum: 1 << 20))
        }
        return HTTPClient(eventLoopGroup: group, configuration: configuration)
    }

    /// Decryption is what these threads do beside copying; unpacking happens elsewhere.
    private static let threads = 2
    /// Shared by all that this process does, and never shut down: a name that is still being looked up comes back to it.
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
    private static let patience = 10.0
}
