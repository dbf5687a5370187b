internal import ImageStorage
internal import JSONText
internal import OCISpecification

/// Writes manifests in the words of another format. What they name keeps its bytes; only the manifests get new digests.
enum ManifestConversion {
    private static let pairs = [
        (MediaType.manifest, MediaType.dockerManifest), (MediaType.index, MediaType.dockerManifestList),
        (MediaType.configuration, MediaType.dockerConfiguration), (MediaType.layer, MediaType.dockerLayer),
        (MediaType.layerGzip, MediaType.dockerLayerGzip), (MediaType.foreignLayerGzip, MediaType.dockerForeignLayerGzip),
    ]

    /// The type in the words of the format; nil when it has none for it.
    static func type(_ type: String, in format: CopyFormat) -> String? {
        let isOurs = pairs.contains { (format == .oci ? $0.0 : $0.1) == type }
        if isOurs { return type }
        if let pair = pairs.first(where: { (format == .oci ? $0.1 : $0.0) == type }) { return format == .oci ? pair.0 : pair.1 }
        return format == .oci && type == MediaType.dockerLayerZstd ? MediaType.layerZstd : format == .oci ? type : nil
    }

    /// The manifest of an image in the format; the same one when it is in it.
    static func image(_ manifest: FetchedManifest, to format: CopyFormat, of place: String) throws(RegistryError) -> FetchedManifest {
        let known = try manifest.image(of: place)
        func converted(_ descriptor: ContentDescriptor) throws(RegistryError) -> ContentDescriptor {
            var descriptor = descriptor
            guard let type = type(descriptor.mediaType, in: format) else {
                throw RegistryError(
                    .unsupported, doing: "copy", subject: place,
                    cause: "docker's format has no blobs of the type \(printable(descriptor.mediaType))",
                    advice: "Copy it with --format oci, or as it is")
            }
            descriptor.mediaType = type
            return descriptor
        }
        let config = try converted(known.config)
        let layers = try known.layers.map { (layer) throws(RegistryError) in try converted(layer) }
        let isRight = type(manifest.mediaType, in: format) == manifest.mediaType
        if isRight, config == known.config, layers == known.layers { return manifest }
        if format == .docker {
            guard known.subject == nil, known.artifactType == nil else {
                throw RegistryError(
                    .unsupported, doing: "copy", subject: place, cause: "docker's format has no artifacts",
                    advice: "Copy it with --format oci, or as it is")
            }
            return try FetchedManifest.local(try dockerText(config: config, layers: layers), nil, of: place)
        }
        var copy = known
        copy.mediaType = MediaType.manifest
        copy.config = config
        copy.layers = layers
        return try encoded(copy, place)
    }

    /// An index whose children have become others.
    static func index(
        _ manifest: FetchedManifest, children: [Digest: FetchedManifest], to format: CopyFormat?, of place: String
    ) throws(RegistryError) -> FetchedManifest {
        var type = manifest.mediaType
        if let format { type = self.type(type, in: format) ?? type }
        let isSame = type == manifest.mediaType && children.allSatisfy { $0.key == $0.value.digest }
        if isSame { return manifest }
        do throws(JSONError) {
            // Edited, not written anew: what we do not know of stays in it.
            guard case .object(var whole) = try JSONValue(parsing: manifest.bytes) else { return manifest }
            whole["mediaType"] = .string(type)
            whole["manifests"] = .array(
                (whole["manifests"]?.arrayValue ?? []).map { item in
                    guard case .object(var entry) = item, let digest = entry["digest"]?.stringValue.flatMap({ Digest($0) }),
                        let child = children[digest]
                    else { return item }
                    entry["mediaType"] = .string(child.mediaType)
                    entry["digest"] = .string(child.digest.description)
                    entry["size"] = .integer(Int64(child.bytes.count))
                    return .object(entry)
                })
            let bytes = Array(try JSON.text(JSONValue.object(whole)).utf8)
            return try local(bytes, place)
        } catch { throw unwritable(error, place) }
    }

    static func local(_ bytes: [UInt8], _ place: String) throws(JSONError) -> FetchedManifest {
        do throws(RegistryError) { return try FetchedManifest.local(bytes, nil, of: place) } catch {
            throw JSONError(.invalidValue, error.cause)
        }
    }

    static func encoded(_ manifest: ImageManifest, _ place: String) throws(RegistryError) -> FetchedManifest {
        let bytes: [UInt8]
        do throws(JSONError) { bytes = try JSON.encode(manifest) } catch { throw unwritable(error, place) }
        return try FetchedManifest.local(bytes, nil, of: place)
    }

    /// A manifest as docker writes it.
    static func dockerText(config: ContentDescriptor, layers: [ContentDescriptor]) throws(RegistryError) -> [UInt8] {
        func value(_ descriptor: ContentDescriptor) -> JSONValue {
            var object = JSONObject()
            object["mediaType"] = .string(descriptor.mediaType)
            object["size"] = .integer(descriptor.size)
            object["digest"] = .string(descriptor.digest.description)
            if let urls = descriptor.urls, !urls.isEmpty { object["urls"] = .array(urls.map { .string($0) }) }
            return .object(object)
        }
        var object = JSONObject()
        object["schemaVersion"] = 2
        object["mediaType"] = .string(MediaType.dockerManifest)
        object["config"] = value(config)
        object["layers"] = .array(layers.map(value))
        do throws(JSONError) {
            return Array(try JSON.text(JSONValue.object(object), pretty: true, indent: .spaces(3)).utf8)
        } catch { throw unwritable(error, config.digest.description) }
    }

    static func unwritable(_ error: JSONError, _ place: String) -> RegistryError {
        RegistryError(.invalidManifest, doing: "copy", subject: place, cause: "its manifest cannot be written anew: \(error.description)")
    }
}
