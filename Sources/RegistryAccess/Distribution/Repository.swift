internal import NIOHTTP1

/// One repository of one registry.
public struct Repository: Sendable {
    let session: RegistrySession
    let endpoint: RegistryEndpoint
    /// Without the registry: "library/alpine".
    public let name: String
    /// The same can be had elsewhere: it is not worth waiting for this place.
    var hasOthers = false

    public var registry: String { endpoint.registry }
    /// "docker.io/library/alpine"
    public var fullName: String { "\(registry)/\(name)" }

    func request(_ method: HTTPMethod, _ path: String, _ headers: HTTPHeaders = [:]) -> RegistryRequest {
        var request = RegistryRequest(method: method, path: "/v2/\(name)/\(path)")
        request.headers = headers
        request.scope = scope("pull")
        request.repository = name
        return request
    }

    func scope(_ rights: String) -> String { "repository:\(name):\(rights)" }

    func errand(_ doing: String, _ subject: String? = nil) -> Errand {
        var errand = Errand(doing: doing, subject: subject ?? fullName, registry: registry, repository: name)
        errand.hasOthers = hasOthers
        return errand
    }
}

extension RegistrySession {
    /// A repository by its registry, as references name it, and its name there; no mirror of it.
    public func repository(registry: String, name: String) throws(RegistryError) -> Repository {
        guard let source = try configuration.primarySource(registry: registry, name: name) else {
            return Repository(session: self, endpoint: try endpoint(of: registry), name: name)
        }
        return try repository(source)
    }

    func repository(_ source: RepositorySource) throws(RegistryError) -> Repository {
        Repository(
            session: self,
            endpoint: try endpoint(of: source.registry, isInsecure: source.isInsecure, isElsewhere: source.isElsewhere),
            name: source.name)
    }
}
