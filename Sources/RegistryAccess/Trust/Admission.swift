internal import ImageTrust
internal import Linux
internal import OCISpecification

/// The decision about one source of images: whether each image of it may be used (`policy.json`).
struct Admission: Sendable {
    let session: RegistrySession
    let policy: TrustPolicy
    let place: TrustedPlace
    /// Where an image of a registry really comes from; signatures of sigstore hang there.
    let repository: Repository?
    /// The directory of a `dir:`.
    let directory: String?

    /// For what is not asked about.
    static func open(_ session: RegistrySession, _ place: ImagePlace) throws(RegistryError) -> Admission {
        Admission(session: session, policy: .open, place: try place.trusted(storeRoot: ""), repository: nil, directory: nil)
    }

    /// Nothing is asked of images from here.
    var isOpen: Bool { policy.isOpen(for: place) }

    /// Throws unless the image may be used. Called before any blob of it is fetched.
    func admit(_ manifest: FetchedManifest) async throws(RegistryError) {
        if isOpen { return }
        let needed = policy.evidence(for: place)
        var simple: [[UInt8]] = []
        var sigstore: [SigstoreSignature] = []
        if needed.simple { simple = try await simpleSignatures(manifest.digest) }
        if needed.sigstore { sigstore = try await attachedSignatures(manifest.digest) }
        do throws(TrustError) {
            let certified = try await policy.certified(sigstore, for: place)
            try policy.judge(
                place, manifest: manifest.bytes, simple: simple, sigstore: sigstore, certified: certified,
                environment: session.options.environment)
        } catch { throw RegistryError(error) }
    }

    private func simpleSignatures(_ digest: Digest) async throws(RegistryError) -> [[UInt8]] {
        if let directory { return try DirectorySignatures.simple(in: directory) }
        guard let reference = place.reference, repository != nil else { return [] }
        return try await session.lookasideSignatures(reference, digest)
    }

    private func attachedSignatures(_ digest: Digest) async throws(RegistryError) -> [SigstoreSignature] {
        if let directory { return try DirectorySignatures.sigstore(in: directory) }
        guard let repository, let reference = place.reference else { return [] }
        guard try session.signatureLocations().usesAttachments(reference) else { return [] }
        return try await repository.sigstoreSignatures(of: digest)
    }
}

extension RegistrySession {
    /// - Parameter repository: for a registry, the one that the image comes from: itself or a mirror.
    func admission(of place: ImagePlace, _ repository: Repository? = nil, storeRoot: String = "") throws(RegistryError) -> Admission {
        var directory: String?
        if case .directory(let path) = place { directory = path }
        let admission = Admission(
            session: self, policy: try policy(), place: try place.trusted(storeRoot: storeRoot), repository: repository,
            directory: directory)
        do throws(TrustError) { try admission.policy.refuseAtOnce(admission.place) } catch { throw RegistryError(error) }
        return admission
    }

    func policy() throws(RegistryError) -> TrustPolicy {
        if options.trust.ignoresPolicy { return .open }
        do throws(TrustError) {
            return try TrustPolicy.load(named: options.trust.policyFile, environment: options.environment)
        } catch { throw RegistryError(error) }
    }

    func signatureLocations() throws(RegistryError) -> SignatureLocations {
        do throws(TrustError) {
            return try SignatureLocations(
                named: options.trust.signatureDirectory, environment: options.environment, isRoot: options.user == 0)
        } catch { throw RegistryError(error) }
    }
}

extension RegistryOptions {
    /// Throws unless the policy asks nothing of any archive of images: the archives of `load` bear no signatures, and their
    /// kind is known only from their content.
    public func admitArchives(_ path: String) throws(RegistryError) {
        let real = ImagePlace.resolved(path)
        try admit(
            [TrustedPlace.dockerArchive(path, nil), .path(transport: "oci-archive", real), .path(transport: "oci", real)], path,
            doing: "load",
            advice: "Bring one image with its transport and name, such as `apus copy docker-archive:FILE:NAME containers-storage:NAME`")
    }

    /// Throws unless the policy asks nothing of root file systems that become images (the transport `tarball`).
    public func admitImport(_ path: String) throws(RegistryError) {
        try admit(
            [.path(transport: "tarball", ImagePlace.resolved(path))], path, doing: "import",
            advice: "Accept everything of that transport there, or give --insecure-policy")
    }

    private func admit(_ places: [TrustedPlace], _ path: String, doing: String, advice: String) throws(RegistryError) {
        if trust.ignoresPolicy { return }
        let policy: TrustPolicy
        do throws(TrustError) { policy = try TrustPolicy.load(named: trust.policyFile, environment: environment) } catch {
            throw RegistryError(error)
        }
        for place in places where !policy.isOpen(for: place) {
            throw RegistryError(
                .rejected, doing: doing, subject: path,
                cause: "Source image rejected: \(policy.path) does not accept everything of the transport \(place.transport)",
                advice: advice)
        }
    }
}

extension ImagePlace {
    /// The place as policies look at it.
    func trusted(storeRoot: String) throws(RegistryError) -> TrustedPlace {
        switch self {
        case .registry(let reference): return .registry(reference)
        case .layout(let path, let name): return .path(transport: "oci", Self.resolved(path), name: name)
        case .layoutArchive(let path, let name): return .path(transport: "oci-archive", Self.resolved(path), name: name)
        case .directory(let path): return .path(transport: "dir", Self.resolved(path))
        case .dockerArchive(let path, .named(let reference)?): return .dockerArchive(path, reference)
        case .dockerArchive(let path, _): return .dockerArchive(path, nil)
        case .store(let text):
            // An image named by its id has no name.
            return .store(try? ImageReference(parsing: text).withDefaultTag, root: storeRoot, description: text)
        }
    }

    /// Without links: a link must not lead from one scope into another.
    static func resolved(_ path: String) -> String {
        // What is not there is told of when it is opened.
        guard let file = try? open(path, [.path]), let real = try? readSymlink(file.procPath) else { return path }
        return real.display
    }
}

extension RegistryError {
    init(_ error: TrustError) {
        let code: Code =
            switch error.code {
            case .rejected: .rejected
            case .configuration: .configuration
            case .unsupported: .unsupported
            }
        self.init(code, doing: error.doing, subject: error.subject, cause: error.cause, advice: error.advice)
    }
}
