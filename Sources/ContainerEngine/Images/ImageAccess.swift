internal import ContainerState
public import ImageStorage
internal import Linux
public import OCISpecification
public import RegistryAccess

extension EngineError {
    public init(_ cause: ImageStoreError) {
        let code: Code =
            switch cause.code {
            case .notFound: .notFound
            case .ambiguous, .inUse: .conflict
            case .unsupported: .unsupported
            default: .system
            }
        self.init(code, cause.description)
    }

    public init(_ cause: RegistryError) {
        let code: Code =
            switch cause.code {
            case .notFound: .notFound
            case .cancelled: .interrupted
            case .unsupported: .unsupported
            default: .system
            }
        self.init(code, cause.description)
    }
}

/// Runs a step of the image store and throws its error on as the engine's.
public func stored<Value: ~Copyable>(_ body: () throws(ImageStoreError) -> Value) throws(EngineError) -> Value {
    do throws(ImageStoreError) { return try body() } catch { throw EngineError(error) }
}

/// When an image is pulled before it is used.
public enum PullPolicy: String, Sendable { case missing, always, never, newer }

extension Engine {
    /// The images of this user.
    public var images: ImageStore {
        let mode: StoreMode = !host.rootless ? .privileged : (host.mappedIDs ?? 1) > 1 ? .userNamespace : .singleID
        var store = ImageStore(root: locations.images, mode: mode, form: storage.form, additional: additionalStores)
        store.driver = storage.driver
        return store
    }

    /// The image that a container is to be made from, pulled first where the policy says so.
    public func resolveImage(
        _ text: String, platform: String?, policy: PullPolicy, choose: ShortNameQuestion? = nil,
        pull: (PullRequest) throws(EngineError) -> PulledImage
    ) throws(EngineError) -> ResolvedImage {
        let wanted = try platform.map { (text) throws(EngineError) in try Self.platform(text) }
        let store = images
        let present = try stored { () throws(ImageStoreError) in try store.findIfPresent(text, platform: wanted) }
        switch policy {
        case .never, .missing:
            if let present { return try resolved(present, as: text, wanted) }
            for name in try shortName(text).all where name.familiar != text {
                // A name that was pulled from another registry than the first.
                let found = try stored { () throws(ImageStoreError) in try store.findIfPresent(name.description, platform: wanted) }
                if let found { return try resolved(found, as: text, wanted) }
            }
            guard policy == .missing else {
                throw EngineError(.notFound, "\(text): image not known, and --pull=never says not to pull it")
            }
        case .always: break
        case .newer:
            if let present {
                // A registry that cannot be reached is no obstacle when the image is there.
                guard let pulled = try? pullShortName(text, wanted, choose, pull) else {
                    return try resolved(present, as: text, wanted)
                }
                return try resolved(FoundImage(name: pulled.name, record: pulled.record), as: text, wanted)
            }
        }
        // Another command may remove it before it is read: then it is pulled once more.
        let first = try pullShortName(text, wanted, choose, pull)
        do throws(ImageStoreError) { return try contents(FoundImage(name: first.name, record: first.record), as: text, wanted) } catch {
            guard error.code == .missing else { throw EngineError(error) }
        }
        let pulled = try pullShortName(text, wanted, choose, pull)
        return try resolved(FoundImage(name: pulled.name, record: pulled.record), as: text, wanted)
    }

    private func resolved(_ found: FoundImage, as text: String, _ wanted: Platform?) throws(EngineError) -> ResolvedImage {
        try stored { () throws(ImageStoreError) in try contents(found, as: text, wanted) }
    }

    private func contents(_ found: FoundImage, as text: String, _ wanted: Platform?) throws(ImageStoreError) -> ResolvedImage {
        let store = images
        let contents = try store.contents(of: found.record)
        let lowers = try store.lowerDirectories(diffIDs: contents.diffIDs)
        var resolved = ResolvedImage(
            name: found.name.map { $0.description } ?? text, id: contents.id.hex,
            configuration: contents.configuration.config ?? ContainerDefaults(), lowers: lowers)
        resolved.wanted = wanted
        // An architecture that is left out, or another variant, is no news.
        let architecture = contents.configuration.architecture
        let expected = wanted ?? .host
        if architecture != expected.architecture, !architecture.isEmpty, !expected.runs(contents.platform) {
            resolved.otherPlatform = contents.platform
        }
        return resolved
    }

    public static func pullRequest(_ text: String, _ platform: Platform?) throws(EngineError) -> PullRequest {
        do throws(ImageReferenceError) {
            return PullRequest(try ImageReference(parsing: text), platform: platform)
        } catch { throw EngineError(.invalid, "\(error)") }
    }

    public static func platform(_ text: String) throws(EngineError) -> Platform {
        do throws(PlatformError) { return try Platform(parsing: text) } catch { throw EngineError(.invalid, "\(error)") }
    }

    /// Pulls an image.
    public func pull(
        _ request: PullRequest, options: RegistryOptions, control: TransferControl? = nil,
        events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(EngineError) -> PulledImage {
        let pulled = try fetch(request, into: images, options: options, control: control, events: events)
        // Where layers were encrypted, the registry has other bytes than these.
        if !pulled.wasDecrypted { try dropPulled(pulled) }
        return pulled
    }

    func fetch(
        _ request: PullRequest, into store: ImageStore, options: RegistryOptions, control: TransferControl? = nil,
        events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(EngineError) -> PulledImage {
        do throws(RegistryError) {
            return try withRegistries(options, control: control) { (session) throws(RegistryError) in
                try await ImagePuller(session: session, store: store, events: events).pull(request)
            }
        } catch { throw EngineError(error) }
    }
}
