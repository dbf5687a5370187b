internal import AsyncHTTPClient
internal import Linux
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

extension RegistrySession {
    /// The `Authorization` for a request, as far as the registry has told what it wants; nil for none.
    /// `refused` is one that the registry has just not accepted.
    func authorization(
        for request: RegistryRequest, at endpoint: RegistryEndpoint, refused: String?
    ) async throws(Fault) -> String? {
        if let token = options.bearerToken, !endpoint.isElsewhere { return "Bearer \(token)" }
        let challenges = endpoint.state.withLock { $0.challenges }
        guard !challenges.isEmpty else { return nil }
        if let bearer = challenges.first(where: { $0.scheme == "bearer" }) {
            return try await bearerToken(bearer, request, endpoint, refused: refused)
        }
        if challenges.contains(where: { $0.scheme == "basic" }) {
            guard let known = try credentials(for: request.repository, at: endpoint), known.identityToken == nil else {
                return nil
            }
            return known.basic
        }
        throw .final(
            RegistryError(
                .unsupported, doing: "log in to", subject: endpoint.registry,
                cause: "it asks for \(challenges.map { printable($0.scheme) }.joined(separator: ", ")) authentication,"
                    + " which is not supported (basic and bearer are)"))
    }

    func credentials(for repository: String, at endpoint: RegistryEndpoint) throws(Fault) -> RegistryCredentials? {
        if let known = endpoint.state.withLock({ $0.credentials[repository] }) { return known }
        let found: RegistryCredentials?
        do throws(RegistryError) {
            found = try credentials.credentials(
                registry: endpoint.registry, repository: repository, includingGiven: !endpoint.isElsewhere)
        } catch { throw .final(error) }
        endpoint.state.withLock { $0.credentials[repository] = .some(found) }
        return found
    }

    private func bearerToken(
        _ challenge: AuthenticationChallenge, _ request: RegistryRequest, _ endpoint: RegistryEndpoint,
        refused: String?
    ) async throws(Fault) -> String? {
        // A challenge kept from another repository must not widen what is asked for.
        let scope = request.scope ?? challenge.parameters["scope"] ?? ""
        if let token = endpoint.token(for: scope) {
            let header = "Bearer \(token.text)"
            if header != refused { return header }
        }
        let known = try credentials(for: request.repository, at: endpoint)
        let token = try await fetchToken(challenge, scope, endpoint, known)
        endpoint.state.withLock { $0.tokens[scope] = token }
        return "Bearer \(token.text)"
    }

    private func fetchToken(
        _ challenge: AuthenticationChallenge, _ scope: String, _ endpoint: RegistryEndpoint,
        _ known: RegistryCredentials?
    ) async throws(Fault) -> BearerToken {
        func unusable(_ cause: String) -> Fault {
            .final(RegistryError(.badAnswer, doing: "log in to", subject: endpoint.registry, cause: cause))
        }
        let text = challenge.parameters["realm"] ?? ""
        guard let realm = WebAddress(text) else {
            throw unusable("it names no usable token server (\"\(printable(text))\")")
        }
        if realm.scheme == .http, !endpoint.mayBePlain {
            throw unusable("its token server \(realm.authority) is without encryption")
        }
        let question = TokenRequest(
            realm: realm, service: challenge.parameters["service"],
            scopes: scope.isEmpty ? [] : scope.split(separator: " ").map(String.init), credentials: known)
        var headers = question.headers
        headers.replaceOrAdd(name: "user-agent", value: options.userAgent)
        let address = question.address
        let response = try await exchange(
            question.method, address, headers, question.body,
            verifies: endpoint.verifies && (options.verifiesTLS ?? !isLoopback(address.host)), registry: endpoint.registry)
        guard response.status == 200 else {
            let pause = response.header("retry-after").flatMap { retryAfterSeconds($0, now: Double(Timestamp.now.seconds)) }
            throw .refused(try await response.answer(), retryAfter: pause)
        }
        guard let bytes = try await response.body(limit: 1 << 20), let token = BearerToken(answer: bytes) else {
            throw unusable("its token server \(realm.authority) sent no token")
        }
        return token
    }
}
