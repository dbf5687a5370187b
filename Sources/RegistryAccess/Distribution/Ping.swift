internal import NIOHTTP1

extension RegistrySession {
    /// Asks the registry whether it speaks the protocol, and with the credentials at hand: what `login` checks.
    public func ping(_ registry: String, doing: String = "reach the registry") async throws(RegistryError) {
        let endpoint = try endpoint(of: registry)
        var request = RegistryRequest(method: .GET, path: "/v2/")
        request.accepted = [404]
        let errand = Errand(doing: doing, subject: registry, registry: registry, repository: "")
        let asked = request
        let status = try await retrying(errand) { () async throws(Fault) in
            let response = try await send(asked, to: endpoint)
            // Read to the end so that the connection can be used again.
            _ = try await response.body(limit: 64 << 10)
            return response.status
        }
        if status == 404 {
            throw RegistryError(
                .badAnswer, doing: doing, subject: registry,
                cause: "there is a web server, but no container registry (404 for /v2/)")
        }
    }
}
