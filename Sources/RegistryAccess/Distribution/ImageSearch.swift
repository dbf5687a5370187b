internal import JSONText
internal import NIOHTTP1

/// A repository that a registry found.
public struct FoundRepository: Sendable, Hashable {
    public let registry: String
    /// With the registry: "docker.io/library/debian".
    public let name: String
    public let description: String
    public let stars: Int
    public let isOfficial: Bool
    public let isAutomated: Bool
}

/// Searches registries: by the search of Docker Hub where a registry has it, else among the names of its catalogue.
public struct ImageSearch: Sendable {
    let session: RegistrySession

    public init(session: RegistrySession) { self.session = session }

    /// The registry that a term names before its first slash, if it does, and the rest of it.
    public static func split(_ term: String) -> (registry: String?, term: String) {
        var rest = term[...]
        for scheme in ["docker://", "https://", "http://"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
        guard let slash = rest.firstIndex(of: "/") else { return (nil, String(rest)) }
        let first = rest[..<slash]
        guard first.contains(".") || first.contains(":") || first == "localhost" else { return (nil, String(rest)) }
        return (String(first), String(rest[rest.index(after: slash)...]))
    }

    /// Where a term without a registry is looked for.
    public var registries: [String] {
        let known = session.configuration.searchRegistries
        return known.isEmpty ? ["docker.io"] : known
    }

    public func run(_ term: String, in registry: String, limit: Int) async throws(RegistryError) -> [FoundRepository] {
        // Docker Hub's search is not at the address of its images.
        let isHub = registry == "docker.io"
        let endpoint = try session.endpoint(of: registry)
        var first: RegistryError?
        if !term.isEmpty {
            do throws(RegistryError) {
                if let found = try await search(term, endpoint, registry, limit, at: isHub ? "index.docker.io" : nil) { return found }
            } catch {
                if isHub || [.cancelled, .unreachable, .untrusted, .stalled].contains(error.code) { throw error }
                first = error
            }
        }
        if isHub { return [] }
        do throws(RegistryError) { return try await catalogue(term, endpoint, registry, limit) } catch {
            // A registry with neither says so best in the words about its catalogue.
            throw first?.code == .unauthorized ? first ?? error : error
        }
    }

    private struct Page: Decodable {
        struct Row: Decodable {
            var name: String?
            var description: String?
            var star_count: Int?
            var is_official: Bool?
            var is_automated: Bool?
        }
        var results: [Row]?
    }

    /// Nil where the registry has no such search.
    private func search(
        _ term: String, _ endpoint: RegistryEndpoint, _ registry: String, _ limit: Int, at host: String?
    ) async throws(RegistryError) -> [FoundRepository]? {
        var request = RegistryRequest(method: .GET, path: "/v1/search")
        request.query = "q=\(percentEncoded(term))&n=\(limit)"
        request.accepted = [400, 404, 405, 410]
        if let host { request.address = WebAddress(scheme: .https, host: host, path: request.path, query: request.query) }
        let asked = request
        let errand = Errand(doing: "search", subject: "\(registry)/\(term)", registry: registry, repository: "")
        let bytes = try await session.retrying(errand) { () async throws(Fault) -> [UInt8]? in
            let response = try await session.send(asked, to: endpoint)
            let body = try await response.body(limit: 8 << 20)
            return response.status == 200 ? body ?? [] : nil
        }
        // What answers every path with a page of its own has no search either.
        guard let bytes, let page = try? JSON.decode(Page.self, from: bytes), let rows = page.results else { return nil }
        return rows.prefix(limit).compactMap { row in
            guard let name = row.name, !name.isEmpty else { return nil }
            let whole = registry == "docker.io" && !name.contains("/") ? "library/\(name)" : name
            return FoundRepository(
                registry: registry, name: "\(registry)/\(printable(whole))",
                description: printable((row.description ?? "").split { $0.isNewline }.joined(separator: " ")), stars: row.star_count ?? 0,
                isOfficial: row.is_official ?? false, isAutomated: row.is_automated ?? false)
        }
    }

    private struct Catalogue: Decodable {
        var repositories: [String]?
    }

    private func catalogue(
        _ term: String, _ endpoint: RegistryEndpoint, _ registry: String, _ limit: Int
    ) async throws(RegistryError) -> [FoundRepository] {
        var request = RegistryRequest(method: .GET, path: "/v2/_catalog")
        request.query = "n=1000"
        request.scope = "registry:catalog:*"
        let errand = Errand(doing: "search", subject: "\(registry)/\(term)", registry: registry, repository: "")
        var found: [FoundRepository] = []
        for _ in 0..<1000 {
            let asked = request
            let (names, next) = try await session.retrying(errand) { () async throws(Fault) in
                let response = try await session.send(asked, to: endpoint)
                guard let bytes = try await response.body(limit: 16 << 20), let page = try? JSON.decode(Catalogue.self, from: bytes) else {
                    throw .final(
                        RegistryError(
                            .badAnswer, doing: errand.doing, subject: errand.subject,
                            cause: "the registry \(registry) sent no list of repositories"))
                }
                return (page.repositories ?? [], nextPage(response.header("link"), from: response.address))
            }
            for name in names where term.isEmpty || name.contains(term) {
                if found.count == limit { return found }
                found.append(
                    FoundRepository(
                        registry: registry, name: "\(registry)/\(printable(name))", description: "", stars: 0, isOfficial: false,
                        isAutomated: false))
            }
            guard let next else { return found }
            request.path = next.path
            request.query = next.query
        }
        return found
    }
}
