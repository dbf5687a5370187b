internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Sends single requests: connections, proxies, timeouts. Knows nothing of registries, follows no redirect, retries nothing.
final class HTTPTransport: Sendable {
    private let proxies: ProxySettings
    private let stallTimeout: Double
    private let connectTimeout: Double
    private let state = Mutex<Connections>(Connections())

    private struct Connections {
        var group: MultiThreadedEventLoopGroup?
        var clients: [ProxySettings.Proxy?: HTTPClient] = [:]
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
        let client = client(for: proxies.proxy(for: address))
        do {
            return try await client.execute(request, deadline: .distantFuture)
        } catch {
            throw failure(error, to: address)
        }
    }

    func failure(_ error: any Error, to address: WebAddress) -> TransportFailure {
        TransportFailure(error, to: address.authority, stallTimeout: stallTimeout)
    }

    /// Closes all connections; no request may follow.
    func close() async {
        let open = state.withLock { state in
            defer { state = Connections() }
            return (clients: state.clients.values.map { $0 }, group: state.group)
        }
        // A connection that does not close properly is of no interest any more.
        for client in open.clients { try? await client.shutdown() }
        try? await open.group?.shutdownGracefully()
    }

    private func client(for proxy: ProxySettings.Proxy?) -> HTTPClient {
        state.withLock { state in
            if let known = state.clients[proxy] { return known }
            let group = state.group ?? MultiThreadedEventLoopGroup(numberOfThreads: Self.threads)
            let made = makeClient(proxy, group)
            state.group = group
            state.clients[proxy] = made
            return made
        }
    }

    private func makeClient(
        _ proxy: ProxySettings.Proxy?, _ group: MultiThreadedEventLoopGroup
    ) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(
            connect: .milliseconds(Int64(connectTimeout * 1000)), read: .milliseconds(Int64(stallTimeout * 1000)),
            write: .milliseconds(Int64(stallTimeout * 1000)))
        // We have our own policy, which also knows when plain HTTP is worth a try.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 16
        // One connection a blob: HTTP/2 would put them all behind one flow-control window.
        configuration.httpVersion = .http1Only
        configuration.decompression = .disabled
        if let proxy {
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
}
