internal import NIOSSL
internal import Synchronization

/// One registry as this command knows it: where it is, how it is protected, and what it has told about credentials.
final class RegistryEndpoint: Sendable {
    /// As users write it: "docker.io", "localhost:5000".
    let registry: String
    let host: String
    let port: Int?
    /// Whether certificates are checked.
    let verifies: Bool
    /// Whether plain HTTP is tried where HTTPS is not spoken.
    let mayBePlain: Bool
    /// The command line's credentials are not for this one: they go to the host that the image is named after.
    let isElsewhere: Bool

    struct State {
        /// Known after the first answer.
        var scheme: WebAddress.Scheme?
        var challenges: [AuthenticationChallenge] = []
        /// By scope.
        var tokens: [String: BearerToken] = [:]
        /// What was found for each repository, so that files are read and helpers run once.
        var credentials: [String: RegistryCredentials?] = [:]
    }
    let state = Mutex(State())

    /// - Parameter isInsecure: as registries.conf says it; `--tls-verify` counts for more.
    init(registry: String, options: RegistryOptions, isInsecure: Bool = false, isElsewhere: Bool = false) throws(RegistryError) {
        self.registry = registry
        self.isElsewhere = isElsewhere
        // Docker Hub serves its API under another name than the one in references.
        let name = ["docker.io", "index.docker.io"].contains(registry) ? "registry-1.docker.io" : registry
        guard let (host, port) = splitHostAndPort(name), !host.isEmpty else {
            throw RegistryError(
                .configuration, doing: "reach the registry", subject: registry, cause: "it is not a host[:port]")
        }
        self.host = host.lowercased()
        self.port = port
        let trusted = options.verifiesTLS == false || options.verifiesTLS == nil && (isInsecure || isLoopback(host))
        verifies = !trusted
        mayBePlain = trusted
    }

    func address(_ path: String, scheme: WebAddress.Scheme, query: String? = nil) -> WebAddress {
        WebAddress(scheme: scheme, host: host, port: port, path: path, query: query)
    }

    /// The schemes to try, in order.
    var schemes: [WebAddress.Scheme] {
        if let known = state.withLock({ $0.scheme }) { return [known] }
        return mayBePlain ? [.https, .http] : [.https]
    }

    func token(for scope: String) -> BearerToken? {
        state.withLock { state in
            guard let token = state.tokens[scope], token.isFresh else { return nil }
            return token
        }
    }
}
