internal import ImageStorage
public import OCISpecification
public import RegistryAccess

extension Engine {
    /// Sends an image of the store to a registry, under a name of its own or another one; answers what was pushed.
    public func push(
        _ word: String, to destination: String?, signing: SigningChoice = SigningChoice(), options: RegistryOptions,
        events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(EngineError) -> (reference: ImageReference, pushed: PushedImage) {
        let found = try findImage(word)
        try restoreDropped([word], options: options, events: events)
        guard let text = destination ?? found.name?.description else {
            throw EngineError(
                .invalid,
                "\(word) has no name that says where to push it: give a destination, such as registry.example.com/name")
        }
        let reference = try Self.pullRequest(Self.registryName(text), nil).reference
        var request = PushRequest(found.record, to: reference, knownRepositories: try repositories(of: found, besides: reference))
        request.signing = signing
        let wanted = request
        let store = images
        let pushed = try registries(options) { (session) throws(RegistryError) in
            try await ImagePusher(session: session, store: store, events: events).push(wanted)
        }
        return (reference.withDefaultTag, pushed)
    }

    /// The names of the image in the repository of a name, for pushing all of its tags.
    public func tags(ofRepository word: String) throws(EngineError) -> [String] {
        let wanted = try LocalImageName.parse(word)
        let all = try stored { () throws(ImageStoreError) in try images.images() }
        var tags = Set(all.flatMap { $0.tags }.filter { $0.repositoryName == wanted.repositoryName }.map(\.description))
        if tags.isEmpty {
            // A name without a registry may be one of docker.io.
            let other = try findImage(word)
            tags = Set(
                all.flatMap { $0.tags }.filter { $0.repositoryName == other.name?.repositoryName }.map(\.description))
        }
        return tags.sorted()
    }

    /// A destination without the scheme that podman and skopeo put before it.
    private static func registryName(_ text: String) -> String {
        text.hasPrefix("docker://") ? String(text.dropFirst(9)) : text
    }
}
