internal import JSONText
public import OCISpecification

/// Reads the documents of images from their blobs: bounded, checked against their digests, and understood one way only.
public struct ImageDocuments: Sendable {
    /// Bytes; as registries and other engines limit them.
    public static let manifestLimit = 4 << 20
    public static let configurationLimit = 8 << 20
    /// More layers than any overlay mount takes.
    static let layerLimit = 1000

    public enum Document: Sendable {
        case index(ImageIndex)
        case manifest(ImageManifest)
    }

    let content: ContentStore

    public init(content: ContentStore) { self.content = content }

    /// What a name may stand for.
    public func document(_ target: NameRecord.Target) throws(ImageStoreError) -> Document {
        let bytes = try read(target, limit: Self.manifestLimit)
        return try Self.parse(bytes, mediaType: target.mediaType, name: target.digest.description)
    }

    public func manifest(_ target: NameRecord.Target) throws(ImageStoreError) -> ImageManifest {
        guard case .manifest(let manifest) = try document(target) else {
            throw ImageStoreError(
                .invalid, "reading the manifest", target.digest.description,
                cause: "it is an index of several platforms")
        }
        return manifest
    }

    public func configuration(_ descriptor: ContentDescriptor) throws(ImageStoreError) -> ImageConfiguration {
        try configuration(descriptor.digest)
    }

    public func configuration(_ digest: Digest) throws(ImageStoreError) -> ImageConfiguration {
        let bytes = try content.read(digest, limit: Self.configurationLimit)
        do throws(JSONError) { return try Self.configuration(bytes) } catch {
            throw ImageStoreError(
                .invalid, "reading the configuration", digest.description, cause: error.description)
        }
    }

    /// Understands a configuration; Go writes `null` for the empty list of layers of an image from scratch.
    static func configuration(_ bytes: [UInt8]) throws(JSONError) -> ImageConfiguration {
        do throws(JSONError) { return try JSON.decode(ImageConfiguration.self, from: bytes) } catch {
            guard case .object(var whole) = try JSONValue(parsing: bytes), case .object(var root)? = whole["rootfs"],
                root["diff_ids"] == nil || root["diff_ids"] == .null
            else { throw error }
            root["diff_ids"] = .array([])
            whole["rootfs"] = .object(root)
            return try JSON.decode(ImageConfiguration.self, from: .object(whole))
        }
    }

    private func read(_ target: NameRecord.Target, limit: Int) throws(ImageStoreError) -> [UInt8] {
        let bytes = try content.read(target.digest, limit: limit)
        guard target.size < 0 || Int64(bytes.count) == target.size else {
            throw ImageStoreError(
                .sizeMismatch, "reading the manifest", target.digest.description,
                cause: "it has \(bytes.count) bytes and \(target.size) were announced")
        }
        return bytes
    }

    /// Understands a manifest or index; one that could be taken for both is refused.
    public static func parse(_ bytes: [UInt8], mediaType: String, name: String) throws(ImageStoreError) -> Document {
        func invalid(_ cause: String, _ code: ImageStoreError.Code = .invalid) -> ImageStoreError {
            ImageStoreError(code, "reading the manifest", name, cause: cause)
        }
        guard bytes.count <= manifestLimit else { throw invalid("it has more than \(manifestLimit) bytes", .tooLarge) }
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(parsing: bytes) } catch { throw invalid(error.description) }
        // CVE-2021-41190: what is a manifest to one reader and an index to another.
        let isIndex = value["manifests"] != nil
        if isIndex && (value["layers"] != nil || value["config"] != nil) {
            throw invalid("it is a manifest and an index at the same time")
        }
        let declared = value["mediaType"]?.stringValue ?? mediaType
        if value["schemaVersion"] != .integer(2) || value["fsLayers"] != nil {
            throw invalid(
                "its schema version is not 2; images of the old schema 1 have to be pushed again by a newer client",
                .unsupported)
        }
        guard mediaType.isEmpty || declared == mediaType else {
            throw invalid("it was announced as \(mediaType) and calls itself \(declared)")
        }
        if isIndex {
            guard declared.isEmpty || MediaType.isIndex(declared) else {
                throw invalid("an index may not be \(declared)")
            }
            do throws(JSONError) { return .index(try JSON.decode(ImageIndex.self, from: value)) } catch {
                throw invalid(error.description)
            }
        }
        guard declared.isEmpty || MediaType.isManifest(declared) else {
            throw invalid("a manifest may not be \(declared)", .unsupported)
        }
        var document = value
        if case .object(var object) = value, object["layers"] == nil || object["layers"] == .null {
            object["layers"] = .array([])
            document = .object(object)
        }
        let manifest: ImageManifest
        do throws(JSONError) { manifest = try JSON.decode(ImageManifest.self, from: document) } catch {
            throw invalid(error.description)
        }
        guard manifest.layers.count <= layerLimit else {
            throw invalid("it has \(manifest.layers.count) layers", .tooLarge)
        }
        return .manifest(manifest)
    }
}

extension ImageIndex {
    /// The platforms that there are images for, in words.
    var offered: String {
        platforms.isEmpty ? "none that names its platform" : platforms.map(\.description).joined(separator: ", ")
    }
}
