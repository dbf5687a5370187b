internal import AsyncHTTPClient
internal import Linux
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

extension RegistrySession {
    /// Sends a request and answers with a response that is no refusal: with credentials, redirects and another scheme
    /// as needed, but one attempt only.
    func send(_ request: RegistryRequest, to endpoint: RegistryEndpoint) async throws(Fault) -> RegistryResponse {
        var authorization = try await authorization(for: request, at: endpoint, refused: nil)
        var renewals = 0
        while true {
            let response = try await sendOnce(request, authorization, endpoint)
            if response.status == 401, renewals < 2 {
                // The first refusal tells how to authenticate; a second one may mean that a token is too old.
                let challenges = AuthenticationChallenge.parse(response.raw.headers["www-authenticate"])
                let stale = authorization
                let answer = try await response.answer()
                if !challenges.isEmpty { endpoint.state.withLock { $0.challenges = challenges } }
                authorization = try await self.authorization(for: request, at: endpoint, refused: stale)
                renewals += 1
                if let authorization, authorization != stale { continue }
                throw .refused(answer, retryAfter: nil)
            }
            if (200..<300).contains(response.status) || request.accepted.contains(response.status) { return response }
            let pause = response.header("retry-after").flatMap {
                retryAfterSeconds($0, now: Double(Timestamp.now.seconds))
            }
            throw .refused(try await response.answer(), retryAfter: pause)
        }
    }

    /// Tries the schemes that the endpoint may speak, and remembers the one that answered.
    private func sendOnce(
        _ request: RegistryRequest, _ authorization: String?, _ endpoint: RegistryEndpoint
    ) async throws(Fault) -> RegistryResponse {
        if let address = request.address {
            return try await follow(request, address, authorization, endpoint)
        }
        var first: TransportFailure?
        for scheme in endpoint.schemes {
            do throws(Fault) {
                let address = endpoint.address(request.path, scheme: scheme, query: request.query)
                let response = try await follow(request, address, authorization, endpoint)
                endpoint.state.withLock { $0.scheme = scheme }
                return response
            } catch {
                guard case .transport(let failure) = error, failure.kind != .cancelled else { throw error }
                // The failure of the protected attempt says more, unless only the plain one reached anybody.
                guard let earlier = first else {
                    first = failure
                    continue
                }
                throw .transport(earlier.kind == .untrusted ? failure : earlier)
            }
        }
        throw .transport(first ?? TransportFailure(.unusable, "there is no way to reach \(endpoint.registry)"))
    }

    /// Follows redirects. Credentials go only to the server that they were meant for.
    private func follow(
        _ request: RegistryRequest, _ start: WebAddress, _ authorization: String?, _ endpoint: RegistryEndpoint
    ) async throws(Fault) -> RegistryResponse {
        var address = start
        for _ in 0..<10 {
            var headers = request.headers
            headers.replaceOrAdd(name: "user-agent", value: options.userAgent)
            if let authorization, isOwn(address, endpoint) {
                headers.replaceOrAdd(name: "authorization", value: authorization)
            }
            let response = try await exchange(request, address, headers, endpoint)
            guard [301, 302, 303, 307, 308].contains(response.status), !request.accepted.contains(response.status)
            else { return response }
            guard request.method == .GET || request.method == .HEAD, let location = response.header("location") else {
                return response
            }
            guard let next = address.resolving(location) else {
                throw .final(misdirected(start, "\(address.authority) redirects to \(printable(location))"))
            }
            if address.scheme == .https, next.scheme == .http, !endpoint.mayBePlain {
                throw .final(
                    misdirected(start, "\(address.authority) redirects to \(next.authority) without encryption"))
            }
            address = next
        }
        throw .final(misdirected(start, "\(endpoint.registry) redirects more than 10 times"))
    }

    private func misdirected(_ start: WebAddress, _ cause: String) -> RegistryError {
        RegistryError(.badAnswer, doing: "read", subject: start.withoutQuery, cause: cause)
    }

    /// Whether the address is the registry itself. Plain HTTP counts only where it is what the registry speaks.
    private func isOwn(_ address: WebAddress, _ endpoint: RegistryEndpoint) -> Bool {
        let scheme = endpoint.state.withLock { $0.scheme } ?? address.scheme
        guard scheme == .https || endpoint.mayBePlain else { return false }
        return address.hasSameOrigin(as: endpoint.address("/", scheme: scheme))
    }

    private func exchange(
        _ request: RegistryRequest, _ address: WebAddress, _ headers: HTTPHeaders, _ endpoint: RegistryEndpoint
    ) async throws(Fault) -> RegistryResponse {
        let isRegistry = address.host == endpoint.host && address.port == endpoint.port
        let verifies =
            endpoint.verifies && (isRegistry || options.verifiesTLS ?? !isLoopback(address.host))
        return try await exchange(
            request.method, address, headers, request.body?(), verifies: verifies, registry: endpoint.registry)
    }

    /// One request to one address, with what protects it.
    func exchange(
        _ method: HTTPMethod, _ address: WebAddress, _ headers: HTTPHeaders, _ body: HTTPClientRequest.Body?,
        verifies: Bool, registry: String? = nil
    ) async throws(Fault) -> RegistryResponse {
        let protection = try protection(for: address, verifies: verifies, registry: registry)
        do throws(TransportFailure) {
            let raw = try await transport.send(
                method, to: address, headers: headers, body: body, protection: protection)
            return RegistryResponse(raw: raw, address: address, transport: transport)
        } catch { throw .transport(error) }
    }
}
