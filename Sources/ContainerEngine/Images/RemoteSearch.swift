internal import OCISpecification
public import RegistryAccess

extension Engine {
    /// Repositories that registries find for a term; with a registry before it only there.
    ///
    /// A registry of several that cannot be searched is told of and passed over.
    public func search(
        _ term: String, limit: Int, options: RegistryOptions, notice: @escaping @Sendable (String) -> Void
    ) throws(EngineError) -> [FoundRepository] {
        let (registry, rest) = ImageSearch.split(term)
        return try registries(options) { (session) async throws(RegistryError) in
            let search = ImageSearch(session: session)
            if let registry { return try await search.run(rest, in: registry, limit: limit) }
            var found: [FoundRepository] = []
            var last: RegistryError?
            let all = search.registries
            for registry in all {
                do throws(RegistryError) { found += try await search.run(rest, in: registry, limit: limit) } catch {
                    if error.code == .cancelled || all.count == 1 { throw error }
                    notice(error.description)
                    last = error
                }
            }
            if found.isEmpty, let last { throw last }
            return found
        }
    }
}
