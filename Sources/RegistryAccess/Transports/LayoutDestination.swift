internal import JSONText
internal import Linux
internal import OCISpecification

/// A directory with an OCI layout, made or added to. The image is in it when `index.json` names it, which is replaced last.
final class LayoutDestination: ImageDestination {
    private let path: String
    private let image: String?
    /// Above `sha256`: in the layout, or where several share their blobs.
    private let blobs: String

    let name: String
    var parallel: Int { 4 }
    var abilities: DestinationAbilities { DestinationAbilities() }

    init(_ path: String, image: String?, name: String, shared: String? = nil) throws(RegistryError) {
        self.path = path
        let blobs = shared ?? "\(path)/blobs"
        self.blobs = blobs
        self.image = image
        self.name = name
        try locally("write the image layout", path) { () throws(SystemCallError) in
            _ = try makeDirectories(path)
            _ = try makeDirectories("\(blobs)/sha256")
        }
        // A damaged index is told before anything is copied.
        _ = try index()
        for directory in [path, "\(path)/blobs/sha256", "\(path)/blobs/sha512"] {
            Leftovers.sweep(directory) { base in
                base == ImageLayout.indexFileName || base == ImageLayout.fileName
                    || base.utf8.count >= 64 && base.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }
            }
        }
    }

    private func index() throws(RegistryError) -> ImageIndex {
        let place = "\(path)/\(ImageLayout.indexFileName)"
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(place, limit: FetchedManifest.largest) } catch {
            if error.errno == .noEntry { return ImageIndex(schemaVersion: 2, mediaType: MediaType.index, manifests: []) }
            throw RegistryError(.storage, doing: "read", subject: place, cause: error.description)
        }
        do throws(JSONError) { return try JSON.decode(ImageIndex.self, from: bytes) } catch {
            throw RegistryError(
                .invalidManifest, doing: "add to the image layout", subject: place, cause: error.description,
                advice: "Repair or remove it first: it was left as it is")
        }
    }

    func put(
        _ blob: ContentDescriptor, _ role: BlobRole, from source: any ImageSource
    ) async throws(RegistryError) -> BlobArrival {
        let place = file(blob.digest)
        if let there = try? status(of: place), there.kind == .file, there.size == blob.size { return .present }
        try prepare(place, blob.digest)
        let (unnamed, target) = try locally("write", place) { () throws(SystemCallError) in
            let unnamed = try UnnamedFile(place)
            return (unnamed, BlobFile(try unnamed.descriptor.duplicate()))
        }
        do throws(RegistryError) {
            try await source.blob(blob).write(to: target, place)
            // All of the layout is flushed before its index names it.
            try locally("write", place) { () throws(SystemCallError) in try unnamed.place(flush: false) }
        } catch {
            unnamed.abandon()
            throw error
        }
        return .sent(blob.size)
    }

    private func file(_ digest: Digest) -> String { "\(blobs)/\(digest.algorithm)/\(digest.hex)" }

    /// Makes the directory of a digest.
    private func prepare(_ place: String, _ digest: Digest) throws(RegistryError) {
        if digest.algorithm != "sha256" {
            try locally("write", place) { () throws(SystemCallError) in
                _ = try makeDirectories("\(blobs)/\(digest.algorithm)")
            }
        }
    }

    func put(_ manifest: FetchedManifest, isTop: Bool) async throws(RegistryError) {
        let place = file(manifest.digest)
        try prepare(place, manifest.digest)
        try locally("write", place) { () throws(SystemCallError) in try replaceFile(place, with: manifest.bytes) }
    }

    func finish(_ top: FetchedManifest, platform: Platform?) async throws(RegistryError) {
        let lock = try locally("write the image layout", path) { () throws(SystemCallError) in
            try open(path, [.readOnly, .directory])
        }
        while try !locally("lock the image layout", path, { () throws(SystemCallError) in try DirectoryLock.take(lock) }) {
            do { try await Task.sleep(for: .milliseconds(20)) } catch {
                throw RegistryError(.cancelled, doing: "write the image layout", subject: path, cause: "it was interrupted")
            }
        }
        var index = try index()
        index.add(top.descriptor, named: image)
        let bytes: [UInt8]
        do throws(JSONError) { bytes = try JSON.encode(index) } catch {
            throw RegistryError(.invalidManifest, doing: "write the image layout", subject: path, cause: error.description)
        }
        try locally("write the image layout", path) { () throws(SystemCallError) in
            try lock.flushFileSystem()
            try replaceFile("\(path)/\(ImageLayout.fileName)", with: ImageLayout.text)
            try replaceFile("\(path)/\(ImageLayout.indexFileName)", with: bytes, flush: true)
        }
    }

    /// Blobs that no image names are of use to the next attempt.
    func abandon() async {}
}

extension ImageLayout {
    static let text = Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)
}

extension ImageIndex {
    /// Adds an image; a name stands for one image only.
    mutating func add(_ image: ContentDescriptor, named name: String?) {
        let key = "org.opencontainers.image.ref.name"
        var descriptor = image
        if let name {
            descriptor.annotations = [key: name]
            manifests.removeAll { $0.annotations?[key] == name }
        } else {
            manifests.removeAll { $0.digest == image.digest && $0.annotations?[key] == nil }
        }
        manifests.append(descriptor)
    }
}
