internal import JSONText
internal import OCISpecification

/// Makes images of an OCI layout whose blobs are in the store.
struct LayoutPublication {
    let transfer: ImageTransfer
    let selection: PlatformSelection
    /// Why a blob of the layout could not be stored.
    let failure: (Digest) -> ImageStoreError?

    static func parse(_ index: [UInt8]) throws(ImageStoreError) -> ImageIndex {
        // An index.json needs no media type and may be called anything.
        do throws(JSONError) { return try JSON.decode(ImageIndex.self, from: index) } catch {
            throw ImageStoreError(
                .invalid, "reading the image archive", ImageLayout.indexFileName, cause: error.description)
        }
    }

    /// Whether all that `index.json` names is there.
    func isWhole(_ bytes: [UInt8]) throws(ImageStoreError) -> Bool {
        let index = try Self.parse(bytes)
        for descriptor in index.manifests where !selection.unwanted.contains(descriptor.digest) {
            guard try transfer.holds(descriptor.digest, size: descriptor.size) else { return false }
        }
        return !index.manifests.isEmpty
    }

    func publish(_ bytes: [UInt8], flush: Bool) throws(ImageStoreError) -> [LoadedImage] {
        let index = try Self.parse(bytes)
        try selection.requireAll()
        var order: [Digest] = []
        var names: [Digest: [ImageName]] = [:]
        var targets: [Digest: ContentDescriptor] = [:]
        for descriptor in index.manifests {
            guard MediaType.isManifest(descriptor.mediaType) || MediaType.isIndex(descriptor.mediaType),
                !descriptor.isAttestation, !selection.unwanted.contains(descriptor.digest)
            else { continue }
            if targets.updateValue(descriptor, forKey: descriptor.digest) == nil { order.append(descriptor.digest) }
            if let name = try Self.name(descriptor.annotations ?? [:]), names[descriptor.digest]?.contains(name) != true {
                names[descriptor.digest, default: []].append(name)
            }
        }
        guard !order.isEmpty else {
            throw ImageStoreError(
                .invalid, "reading the image archive", ImageLayout.indexFileName, cause: "it names no image")
        }
        var loaded: [LoadedImage] = []
        for digest in order {
            let target = NameRecord.Target(targets[digest]!)
            let own = names[digest] ?? []
            if let failure = failure(digest) { throw failure }
            do throws(ImageStoreError) {
                let platform = try presentPlatform(target)
                let record = try transfer.publish(target, as: own, platform: platform, flush: flush)
                loaded.append(LoadedImage(record: record, names: own))
            } catch {
                // A layer that could not be unpacked says more than that it is missing.
                if error.code == .missing, let digest = Digest(error.subject), let why = failure(digest) { throw why }
                throw error
            }
        }
        return loaded
    }

    /// The platform of an index to take: the host's, or the first whose manifest came.
    private func presentPlatform(_ target: NameRecord.Target) throws(ImageStoreError) -> Platform? {
        guard case .index(let index) = try ImageDocuments(content: transfer.store.content).document(target) else {
            return nil
        }
        for platform in selection.wanted {
            if let wanted = index.manifest(for: platform), try transfer.holds(wanted.digest, size: wanted.size) { return platform }
        }
        if let host = index.manifest(for: .host), try transfer.holds(host.digest, size: host.size) { return nil }
        for child in index.manifests where !child.isAttestation {
            if let platform = child.platform, try transfer.holds(child.digest, size: child.size) { return platform }
        }
        return nil
    }

    /// The name that annotations give: containerd's and buildkit's whole one, or the layout's, which may be a tag only.
    static func name(_ annotations: [String: String]) throws(ImageStoreError) -> ImageName? {
        if let whole = annotations["io.containerd.image.name"], !whole.isEmpty { return try checked(whole) }
        guard let name = annotations["org.opencontainers.image.ref.name"], !name.isEmpty else { return nil }
        // A bare word is an image of this machine, as podman has it.
        let isBare = !name.contains("/") && !name.contains(":") && !name.contains("@")
        return try checked(isBare ? "localhost/\(name)" : name)
    }

    private static func checked(_ text: String) throws(ImageStoreError) -> ImageName {
        let name = try ImageName(parsing: text)
        guard name.tag != nil else {
            // A name with a digest would claim what no registry confirmed.
            return ImageName(registry: name.registry, repository: name.repository, selector: .tag("latest"))
        }
        return name
    }
}
