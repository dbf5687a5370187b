internal import JSONText
internal import OCISpecification

/// Which images of a layout are for the platforms that are wanted: `load --platform`.
struct PlatformSelection {
    let wanted: [Platform]
    /// Manifests and indexes that are not to come into the store.
    private(set) var unwanted: Set<Digest> = []
    private var found: Set<Platform> = []
    private var offered: [Platform] = []

    init(_ wanted: [Platform]) { self.wanted = wanted }

    /// Looks through all that an index of a layout names.
    /// - Parameter read: the bytes of a document, nil when the layout does not have it.
    mutating func choose(
        from index: ImageIndex, read: (Digest) throws(ImageStoreError) -> [UInt8]?
    ) throws(ImageStoreError) {
        if wanted.isEmpty { return }
        for child in index.manifests where !child.isAttestation {
            // What is not there is told when it is published.
            guard let bytes = try read(child.digest) else { continue }
            switch try ImageDocuments.parse(bytes, mediaType: child.mediaType, name: child.digest.description) {
            case .index(let list):
                let chosen = try members(of: list, read: read)
                unwanted.formUnion(list.manifests.map(\.digest).filter { !chosen.contains($0) })
                if chosen.isEmpty { unwanted.insert(child.digest) }
                offered += list.platforms
            case .manifest(let manifest):
                var platform = child.platform
                if platform == nil, let config = try read(manifest.config.digest) {
                    // One that cannot be read is told when the image is stored.
                    platform = try? ImageDocuments.configuration(config).platform
                }
                guard let platform else { continue }
                if !take(platform) { unwanted.insert(child.digest) }
            }
        }
    }

    /// Whether an image for a platform is wanted.
    mutating func take(_ platform: Platform) -> Bool {
        offered.append(platform)
        let fitting = wanted.filter { $0.runs(platform) }
        found.formUnion(fitting)
        return wanted.isEmpty || !fitting.isEmpty
    }

    private mutating func members(
        of list: ImageIndex, read: (Digest) throws(ImageStoreError) -> [UInt8]?
    ) throws(ImageStoreError) -> Set<Digest> {
        var chosen: Set<Digest> = []
        for platform in wanted {
            guard let member = list.manifest(for: platform), try read(member.digest) != nil else { continue }
            chosen.insert(member.digest)
            found.insert(platform)
        }
        return chosen
    }

    /// Throws when no image was for one of the platforms.
    func requireAll() throws(ImageStoreError) {
        guard let missing = wanted.first(where: { !found.contains($0) }) else { return }
        var known: [String] = []
        for platform in offered.map(\.description) where !known.contains(platform) { known.append(platform) }
        throw ImageStoreError(
            .notFound, "reading the image archive", "",
            cause: "it has no image for \(missing), but "
                + (known.isEmpty ? "none that names its platform" : known.joined(separator: ", ")),
            nextStep: "choose one of those with --platform")
    }
}
