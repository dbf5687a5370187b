internal import JSONText
internal import OCISpecification

/// Images beside those of an index that differ in how their layers are packed, which clients choose by an annotation.
extension ImageCopy {
    private static let prefix = "io.github.containers.compression."

    /// Copies a variant of each image that has none yet; answers how the index is to name them, and the bytes that were moved.
    func variants(of index: ImageIndex) async throws(RegistryError) -> ([ContentDescriptor], Int64) {
        var made: [ContentDescriptor] = []
        var sent: Int64 = 0
        for packing in request.variants {
            let key = Self.prefix + packing.variantName
            let there = index.manifests.filter { $0.annotations?[key] == "true" }.map(\.platform)
            for entry in index.manifests where !there.contains(entry.platform) {
                guard MediaType.isManifest(entry.mediaType), entry.artifactType == nil,
                    !(entry.annotations ?? [:]).keys.contains(where: { $0.hasPrefix(Self.prefix) })
                else { continue }
                var request = request
                request.packing = packing
                request.variants = []
                let copy = ImageCopy(from: from, to: to, request: request, admission: admission, keys: keys, events: events)
                let (manifest, bytes) = try await copy.image(try await from.manifest(entry), isTop: false, isChosen: false)
                sent += bytes
                if manifest.digest == entry.digest { continue }
                var descriptor = manifest.descriptor
                descriptor.platform = entry.platform
                descriptor.annotations = (entry.annotations ?? [:]).merging([key: "true"]) { $1 }
                made.append(descriptor)
            }
        }
        return (made, sent)
    }
}

extension ManifestConversion {
    /// An index with more entries at its end.
    static func index(
        _ manifest: FetchedManifest, adding entries: [ContentDescriptor], of place: String
    ) throws(RegistryError) -> FetchedManifest {
        if entries.isEmpty { return manifest }
        do throws(JSONError) {
            guard case .object(var whole) = try JSONValue(parsing: manifest.bytes) else { return manifest }
            var manifests = whole["manifests"]?.arrayValue ?? []
            for entry in entries { manifests.append(try JSONValue(encoding: entry)) }
            whole["manifests"] = .array(manifests)
            return try local(Array(try JSON.text(JSONValue.object(whole)).utf8), place)
        } catch { throw unwritable(error, place) }
    }
}
