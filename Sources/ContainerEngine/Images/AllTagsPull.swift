internal import ImageStorage
public import RegistryAccess

extension Engine {
    /// Pulls every tag of a repository, in the registry's order.
    public func pullAllTags(
        _ request: PullRequest, options: RegistryOptions, control: TransferControl? = nil,
        events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(EngineError) -> [PulledImage] {
        let store = images
        do throws(RegistryError) {
            return try withRegistries(options, control: control) { (session) throws(RegistryError) in
                try await ImagePuller(session: session, store: store, events: events).pullAllTags(request)
            }
        } catch { throw EngineError(error) }
    }
}
