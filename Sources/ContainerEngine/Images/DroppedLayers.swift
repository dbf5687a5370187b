internal import ImageStorage
internal import Linux
public import OCISpecification
public import RegistryAccess

/// What dropping compressed layers did.
public struct DroppedLayers: Sendable {
    public var layers: [Digest] = []
    /// Bytes.
    public var freed: Int64 = 0
    /// Images that keep theirs, and why.
    public var kept: [String] = []
}

extension Engine {
    /// Drops the compressed bytes of layers that a registry still has under one of the image's names; every layer is asked for.
    /// They are fetched again when the image is saved, pushed or copied.
    public func dropCompressed(_ words: [String], options: RegistryOptions) throws(EngineError) -> DroppedLayers {
        let store = images
        var result = DroppedLayers()
        var records: [ImageRecord] = []
        if words.isEmpty {
            records = try stored { () throws(ImageStoreError) in try store.images() }.filter { !$0.isReadOnly }
        } else {
            for word in words { records.append(try imageRecord(word)) }
        }
        for image in records {
            let layers = try stored { () throws(ImageStoreError) in try store.compressedLayers(of: image.record) }
            if layers.isEmpty { continue }
            let label = image.tags.first?.description ?? image.id.hex
            let sources = Self.repositories(of: image)
            if sources.isEmpty {
                result.kept.append("\(label): it has no name in a registry")
                continue
            }
            var left = layers
            var reason = "no registry has all of its layers"
            for name in sources where !left.isEmpty {
                let asked = left
                do throws(EngineError) {
                    let there = try registries(options) { (session) async throws(RegistryError) -> [Digest] in
                        let repository = try session.repository(registry: name.registry, name: name.repository)
                        var found: [Digest] = []
                        for layer in asked where try await repository.hasBlob(layer.descriptor.digest) {
                            found.append(layer.descriptor.digest)
                        }
                        return found
                    }
                    for layer in asked where there.contains(layer.descriptor.digest) {
                        try stored { () throws(ImageStoreError) in try store.drop(layer, repository: name.repositoryName) }
                        result.layers.append(layer.descriptor.digest)
                        result.freed += layer.descriptor.size
                    }
                    left.removeAll { there.contains($0.descriptor.digest) }
                } catch { reason = error.message }
            }
            if !left.isEmpty { result.kept.append("\(label): \(reason)") }
        }
        return result
    }

    /// After a pull: drops what it has unpacked, where that is the setting of the store. The registry had it a moment ago.
    func dropPulled(_ pulled: PulledImage) throws(EngineError) {
        let store = images
        try stored { () throws(ImageStoreError) in
            guard try store.dropsCompressed() else { return }
            for layer in try store.compressedLayers(of: pulled.record) {
                try store.drop(layer, repository: pulled.name.repositoryName)
            }
        }
    }

    /// Fetches the compressed layers of images that were dropped, so that the images can be sent somewhere. Costs a look at each layer.
    public func restoreDropped(
        _ words: [String], platforms: [Platform] = [], options: RegistryOptions,
        events: @escaping @Sendable (TransferEvent) -> Void = { _ in }
    ) throws(EngineError) {
        let store = images
        var fetching = store
        fetching.content.fetchesDropped = true
        for word in words {
            guard let found = try stored({ () throws(ImageStoreError) in try store.findIfPresent(word) }) else { continue }
            var manifests = [found.record.manifest]
            if !platforms.isEmpty {
                manifests = try stored { () throws(ImageStoreError) in
                    var members: [NameRecord.Target] = []
                    for platform in platforms { members.append(try store.platform(platform, of: found.record, asked: word).manifest) }
                    return members
                }
            }
            for manifest in manifests { try restoreDropped(manifest, of: word, into: fetching, options: options, events: events) }
        }
    }

    private func restoreDropped(
        _ manifest: NameRecord.Target, of word: String, into fetching: ImageStore, options: RegistryOptions,
        events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(EngineError) {
        let store = images
        let dropped = try stored { () throws(ImageStoreError) in try store.droppedLayers(of: manifest) }
        guard let first = dropped.first else { return }
        let repository = first.note.repository
        // The manifest by its digest: the tag may be another image's by now.
        let request = try Self.pullRequest("\(repository)@\(manifest.digest)", nil)
        let name = ImageName(request.reference)
        let wasNamed = try stored { () throws(ImageStoreError) in try store.names.read(name) } != nil
        do throws(EngineError) { _ = try fetch(request, into: fetching, options: options, events: events) } catch {
            throw EngineError(error.code, "fetching the dropped layers of \(word) again from \(repository): \(error.message)")
        }
        if !wasNamed { try stored { () throws(ImageStoreError) in _ = try store.names.remove(name) } }
    }

    /// Where an image may have come from, each repository once.
    private static func repositories(of image: ImageRecord) -> [ImageName] {
        var found: [ImageName] = []
        for name in image.names where name.registry != "localhost" {
            if !found.contains(where: { $0.repositoryName == name.repositoryName }) { found.append(name) }
        }
        return found
    }
}
