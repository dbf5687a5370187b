internal import ImageStorage
internal import ImageTrust
internal import OCISpecification

/// One copy on its way: chooses what to take, moves the blobs, several at once, then the manifests.
struct ImageCopy: Sendable {
    let from: any ImageSource
    let to: any ImageDestination
    let request: CopyRequest
    let admission: Admission
    /// What opens encrypted layers; with none they stay as they are.
    var keys: [OpeningKey] = []
    let events: @Sendable (TransferEvent) -> Void

    /// Answers what stands at the destination, for which platform, and the bytes of blobs that were moved.
    func run(_ top: FetchedManifest) async throws(RegistryError) -> (FetchedManifest, Platform?, Int64) {
        guard top.kind == .index else {
            if request.selection == .indexOnly { throw refusal("it is an image, and only an index was asked for") }
            let (image, sent) = try await image(top, isTop: true, isChosen: true)
            return (image, nil, sent)
        }
        guard case .index(let index) = try top.document(of: from.name) else { throw refusal("it is no index") }
        switch request.selection {
        // There is nothing to choose from in a list of what is about an image.
        case .one(let platform) where platform != nil || !listsReferrers(index): return try await one(platform, of: index, top)
        case .one, .all:
            let platform = chosenPlatform(of: index)
            let (manifest, sent) = try await whole(top, index, platform, isTop: true, depth: 0)
            return (manifest, platform, sent)
        case .indexOnly:
            try mayHoldIndex()
            try await admission.admit(top)
            let manifest = try ManifestConversion.index(top, children: [:], to: request.format, of: from.name)
            try check(manifest, instead: top)
            try await to.put(manifest, isTop: true)
            try await to.sign(manifest, isTop: true, request.signing)
            return (manifest, chosenPlatform(of: index), 0)
        }
    }

    private func one(
        _ platform: Platform?, of index: ImageIndex, _ top: FetchedManifest
    ) async throws(RegistryError) -> (FetchedManifest, Platform?, Int64) {
        let wanted = platform ?? .host
        var chosen = index.manifest(for: wanted)
        if platform == nil, let preferred = from.preferred, preferred != top.digest {
            chosen = index.manifests.first { $0.digest == preferred } ?? chosen
        }
        guard let chosen else {
            let offered = index.platforms.map { printable($0.description) }
            throw RegistryError(
                .noMatchingPlatform, doing: request.doing, subject: from.name,
                cause: "there is no image for \(wanted) in it, but for "
                    + (offered.isEmpty ? "no platform at all" : offered.joined(separator: ", ")),
                advice: "Choose one of them with --platform, or take all with --all")
        }
        let child = try await from.manifest(chosen)
        guard child.kind == .image else { throw refusal("its index names another index for \(wanted)") }
        // The store knows an index of which it has one platform, as after a pull.
        var keepsIndex = to.abilities.keepsPartialIndexes && request.format == nil && request.packing == nil
        if keepsIndex { keepsIndex = try decrypted(child, isChosen: true) == nil }
        let (image, sent) = try await image(child, isTop: !keepsIndex, isChosen: true)
        guard keepsIndex else { return (image, nil, sent) }
        try await to.put(top, isTop: true)
        return (top, chosen.platform ?? wanted, sent)
    }

    /// Whether it is what a registry without the referrers API has under the tag that is made of a digest.
    private func listsReferrers(_ index: ImageIndex) -> Bool {
        guard to.abilities.holdsIndexes, to.abilities.holdsArtifacts else { return false }
        if index.manifests.isEmpty { return from.name.hasReferrersTag }
        return index.manifests.allSatisfy { $0.artifactType != nil && $0.platform == nil }
    }

    /// The platform that is used here: this machine's, else the first.
    private func chosenPlatform(of index: ImageIndex) -> Platform? {
        index.manifest(for: .host) == nil ? index.platforms.first : nil
    }

    private func whole(
        _ manifest: FetchedManifest, _ index: ImageIndex, _ platform: Platform?, isTop: Bool, depth: Int
    ) async throws(RegistryError) -> (FetchedManifest, Int64) {
        guard depth < 4 else { throw refusal("its indexes are nested too deeply") }
        try mayHoldIndex()
        try await admission.admit(manifest)
        let chosen = index.manifest(for: platform ?? .host)?.digest
        var children: [Digest: FetchedManifest] = [:]
        var sent: Int64 = 0
        for descriptor in index.manifests where children[descriptor.digest] == nil {
            let child = try await from.manifest(descriptor)
            let copied: (FetchedManifest, Int64)
            if child.kind == .index {
                guard case .index(let nested) = try child.document(of: from.name) else { throw refusal("it is no index") }
                copied = try await whole(child, nested, platform, isTop: false, depth: depth + 1)
            } else {
                copied = try await image(child, isTop: false, isChosen: descriptor.digest == chosen)
            }
            children[descriptor.digest] = copied.0
            sent += copied.1
        }
        var own = try ManifestConversion.index(manifest, children: children, to: request.format, of: from.name)
        if !request.variants.isEmpty {
            let (entries, bytes) = try await variants(of: index)
            own = try ManifestConversion.index(own, adding: entries, of: from.name)
            sent += bytes
        }
        try check(own, instead: manifest)
        try await to.put(own, isTop: isTop)
        try await to.sign(own, isTop: isTop, request.signing)
        return (own, sent)
    }

    private func mayHoldIndex() throws(RegistryError) {
        if to.abilities.holdsIndexes { return }
        throw RegistryError(
            .unsupported, doing: request.doing, subject: to.name, cause: "it holds images of one platform only",
            advice: "Leave out --all, or choose another transport such as oci-archive:")
    }

    /// Moves one image.
    func image(
        _ manifest: FetchedManifest, isTop: Bool, isChosen: Bool
    ) async throws(RegistryError) -> (FetchedManifest, Int64) {
        try await admission.admit(manifest)
        var own = manifest
        var source = from
        if let image = try decrypted(manifest, isChosen: isChosen) {
            own = image.manifest
            source = DecryptingSource(base: from, opened: image.opened)
            try check(own, instead: manifest)
        }
        if let format = request.format ?? to.abilities.format {
            own = try ManifestConversion.image(own, to: format, of: from.name)
            try check(own, instead: manifest)
        }
        if let packing = request.packing {
            (own, source) = try await repacked(own, packing, from: source)
            try check(own, instead: manifest)
        }
        if let encryption = request.encryption {
            (own, source) = try await encrypted(own, encryption, from: source)
            try check(own, instead: manifest)
        }
        if request.preservesDigests, !to.abilities.keepsManifests {
            throw RegistryError(
                .unsupported, doing: request.doing, subject: to.name, cause: "it does not keep manifests, and digests are to be preserved",
                advice: "Choose another transport such as oci-archive:")
        }
        let image = try own.image(of: from.name)
        if !to.abilities.holdsArtifacts, !MediaType.isConfiguration(image.config.mediaType) {
            throw refusal(
                "it is no container image but an artifact of the type \(printable(image.artifactType ?? image.config.mediaType)),"
                    + " which \(to.name) does not hold")
        }
        let sent = try await move(image, from: source, isChosen: isChosen)
        try await to.put(own, isTop: isTop)
        try await to.sign(own, isTop: isTop, request.signing)
        return (own, sent)
    }

    private func move(_ image: ImageManifest, from: any ImageSource, isChosen: Bool) async throws(RegistryError) -> Int64 {
        var queue: [(ContentDescriptor, BlobRole)] = [(image.config, .configuration)]
        var seen: Set<Digest> = [image.config.digest]
        for layer in image.layers where seen.insert(layer.digest).inserted {
            // What lies elsewhere is named in the manifest and not moved, as the specification wants it.
            if MediaType.isForeignLayer(layer.mediaType), layer.urls?.isEmpty == false { continue }
            queue.append((layer, .layer(isChosen: isChosen)))
        }
        for (blob, _) in queue where blob.size < 0 { throw refusal("the blob \(blob.digest) has a negative size") }
        events(.layers(queue.map(\.0)))
        // The largest first so that none is left alone at the end; an archive keeps the order of the image.
        if to.parallel > 1 { queue.sort { $0.0.size > $1.0.size } }
        return try await inParallel(queue, limit: to.parallel) { (blob, role) async throws(RegistryError) in
            let arrival = try await to.put(blob, role, from: from)
            events(.layer(blob.digest, arrival.state))
            return arrival.bytes
        }
    }

    private func check(_ changed: FetchedManifest, instead of: FetchedManifest) throws(RegistryError) {
        guard request.preservesDigests, changed.digest != of.digest else { return }
        throw RegistryError(
            .unsupported, doing: request.doing, subject: from.name,
            cause: "the format, compression or encryption that was asked for changes its digest, and digests are to be preserved",
            advice: "Leave out --format, the compression and the encryption, or --preserve-digests")
    }

    func refusal(_ cause: String) -> RegistryError {
        RegistryError(.unsupported, doing: request.doing, subject: from.name, cause: cause)
    }
}
