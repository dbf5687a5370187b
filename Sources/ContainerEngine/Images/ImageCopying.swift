internal import ImageStorage
public import OCISpecification
public import RegistryAccess

extension Engine {
    /// Copies an image from place to place.
    public func copy(
        _ request: CopyRequest, source: RegistryOptions, destination: RegistryOptions, control: TransferControl? = nil,
        events: @escaping @Sendable (TransferEvent) -> Void = { _ in }
    ) throws(EngineError) -> CopiedImage {
        if case .store(let word) = request.source { try restoreDropped([word], options: source, events: events) }
        let store = images
        do throws(RegistryError) {
            return try withRegistries(source, destination, control: control) { (from, to) async throws(RegistryError) in
                try await ImageCopier(from: from, to: to, store: store, events: events).copy(request)
            }
        } catch { throw EngineError(error) }
    }

    /// A text that has to begin with a transport.
    public static func place(_ text: String) throws(EngineError) -> ImagePlace {
        do throws(RegistryError) { return try ImagePlace(parsing: text) } catch {
            throw EngineError(error.code == .unsupported ? .unsupported : .invalid, error.description)
        }
    }

    /// Brings the images of an archive, a layout or a directory into the store, as `pull` does; answers their ids.
    ///
    /// Without the name of one image an archive or layout gives all of its images their names.
    public func pull(
        from place: ImagePlace, platform: Platform?, options: RegistryOptions, events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(EngineError) -> [String] {
        switch place {
        case .layout(let path, nil), .layoutArchive(let path, nil), .dockerArchive(let path, nil):
            if platform == nil, options.decryptionKeys.isEmpty { return try loadImages(from: path, options: options).map { $0.id.hex } }
        case .store(let word): return [try findImage(word).id.hex]
        default: break
        }
        var request = CopyRequest(from: place, to: .store(""))
        request.doing = "pull"
        request.selection = .one(platform)
        request.storedNames = try Self.storedName(of: place).map { [$0] } ?? []
        let copied = try copy(request, source: options, destination: options, events: events)
        guard let record = copied.record else { throw EngineError(.system, "pulling \(place): the store told no image") }
        return [record.id.hex]
    }

    /// The name that an image gets here: its own, or for one without a name that of its directory.
    private static func storedName(of place: ImagePlace) throws(EngineError) -> ImageName? {
        switch place {
        case .registry(let reference), .dockerArchive(_, .named(let reference)?): return ImageName(reference)
        case .layout(_, let name?), .layoutArchive(_, let name?):
            let isBare = !name.utf8.contains { $0 == 0x2f || $0 == 0x3a || $0 == 0x40 }
            return try LocalImageName.parse(isBare ? "localhost/\(name)" : name)
        case .directory(let path):
            var path = path[...]
            while path.hasPrefix("/") || path.hasPrefix("./") { path = path.dropFirst(path.hasPrefix("/") ? 1 : 2) }
            while path.hasSuffix("/") { path = path.dropLast() }
            return try LocalImageName.parse("localhost/\(path)")
        default: return nil
        }
    }

    /// Sends an image of the store to a place other than a registry's, or in another format.
    public func push(
        _ word: String, to place: ImagePlace, format: CopyFormat?, packing: LayerPacking? = nil, platform: Platform? = nil,
        signing: SigningChoice = SigningChoice(), encryption: EncryptionChoice? = nil, options: RegistryOptions,
        events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(EngineError) -> CopiedImage {
        let found = try findImage(word)
        var request = CopyRequest(from: .store(found.name?.description ?? found.id.description), to: place)
        request.doing = "push"
        request.asksPolicy = false
        request.signing = signing
        request.format = format
        request.packing = packing
        request.encryption = encryption
        if let platform { request.selection = .one(platform) }
        if case .registry(let reference) = place {
            request.knownRepositories = try repositories(of: found, besides: reference)
        }
        return try copy(request, source: options, destination: options, events: events)
    }

    /// What a registry has under another name of the image need not be sent again.
    func repositories(of found: FoundImage, besides reference: ImageReference) throws(EngineError) -> [String] {
        let names = try imageRecord(found.id.description).names
        let known = names.filter { $0.registry == reference.domain && $0.repository != reference.path }.map(\.repository)
        return Array(Set(known)).sorted()
    }
}
