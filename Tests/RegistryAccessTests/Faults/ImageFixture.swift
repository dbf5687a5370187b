import Archives
import ImageStorage
import JSONText
import Linux
import NIOHTTP1
import OCISpecification
import Synchronization

/// The documents and layers of an image that a test makes.
struct ImageFixture: Sendable {
    let manifest: [UInt8]
    let configuration: [UInt8]
    let layers: [[UInt8]]

    var manifestDigest: Digest { DigestStream.digest(of: manifest) }
    var layerDigests: [Digest] { layers.map { DigestStream.digest(of: $0) } }

    /// An image whose layers hold one file each, `file-N`, with so many bytes that do not compress.
    static func make(
        sizes: [Int] = [3000, 300_000], architecture: String = Platform.host.architecture,
        change: (inout ImageManifest) -> Void = { _ in }
    ) throws -> ImageFixture {
        var layers: [[UInt8]] = []
        var diffIDs: [Digest] = []
        for (number, size) in sizes.enumerated() {
            let plain = try archive(file: "file-\(number)", noise(size, seed: UInt64(number + 1)))
            diffIDs.append(DigestStream.digest(of: plain))
            let memory = MemorySink()
            let sink = try GzipSink(memory)
            try sink.write(plain)
            try sink.finish()
            layers.append(memory.bytes)
        }
        let configuration = try JSON.encode(
            ImageConfiguration(
                architecture: architecture, os: "linux", rootfs: ImageRootFileSystem(type: "layers", diff_ids: diffIDs))
        )
        var manifest = ImageManifest(
            schemaVersion: 2, mediaType: MediaType.manifest,
            config: describe(configuration, MediaType.configuration),
            layers: layers.map { describe($0, MediaType.layerGzip) })
        change(&manifest)
        return ImageFixture(manifest: try JSON.encode(manifest), configuration: configuration, layers: layers)
    }

    static func describe(_ bytes: [UInt8], _ type: String) -> ContentDescriptor {
        ContentDescriptor(mediaType: type, digest: DigestStream.digest(of: bytes), size: Int64(bytes.count))
    }

    private static func archive(file: String, _ contents: [UInt8]) throws -> [UInt8] {
        let memory = MemorySink()
        let writer = TarWriter(memory)
        try writer.add(
            TarEntry(
                name: ByteName(file), kind: .file, user: Credentials.user, group: Credentials.group,
                size: Int64(contents.count)), contents: contents)
        try writer.finish()
        return memory.bytes
    }
}

/// Bytes that do not compress and are the same each time.
func noise(_ count: Int, seed: UInt64) -> [UInt8] {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        bytes.append(UInt8(truncatingIfNeeded: state >> 32))
    }
    return bytes
}

/// A registry in memory, for one repository: answers manifests and blobs (with ranges), and takes pushes.
final class MemoryRegistry: Sendable {
    struct Contents: Sendable {
        var manifests: [String: (bytes: [UInt8], type: String)] = [:]
        var blobs: [Digest: [UInt8]] = [:]
        var uploads: [String: [UInt8]] = [:]
    }
    let contents = Mutex(Contents())
    /// Answers in place of the registry, if it wants to.
    private let interference: @Sendable (FaultServer.Request) -> FaultServer.Reply?

    init(_ interference: @escaping @Sendable (FaultServer.Request) -> FaultServer.Reply? = { _ in nil }) {
        self.interference = interference
    }

    func add(_ image: ImageFixture, tag: String? = "latest") {
        contents.withLock { contents in
            contents.manifests[image.manifestDigest.description] = (image.manifest, MediaType.manifest)
            if let tag { contents.manifests[tag] = (image.manifest, MediaType.manifest) }
            contents.blobs[DigestStream.digest(of: image.configuration)] = image.configuration
            for layer in image.layers { contents.blobs[DigestStream.digest(of: layer)] = layer }
        }
    }

    func addIndex(_ images: [(ImageFixture, Platform)], tag: String = "latest") throws {
        var manifests: [ContentDescriptor] = []
        for (image, platform) in images {
            add(image, tag: nil)
            var descriptor = ImageFixture.describe(image.manifest, MediaType.manifest)
            descriptor.platform = platform
            manifests.append(descriptor)
        }
        let bytes = try JSON.encode(ImageIndex(schemaVersion: 2, mediaType: MediaType.index, manifests: manifests))
        contents.withLock { contents in
            contents.manifests[tag] = (bytes, MediaType.index)
            contents.manifests[DigestStream.digest(of: bytes).description] = (bytes, MediaType.index)
        }
    }

    @Sendable func answer(_ request: FaultServer.Request) -> FaultServer.Reply {
        if let reply = interference(request) { return reply }
        let parts = request.path.split(separator: "/").map(String.init)
        guard parts.count >= 3, parts[0] == "v2" else { return .text(parts == ["v2"] ? 200 : 404, "{}") }
        let last = parts[parts.count - 1]
        switch (request.method, parts[parts.count - 2]) {
        case ("GET", "manifests"), ("HEAD", "manifests"):
            guard let manifest = contents.withLock({ $0.manifests[last] }) else {
                return .text(404, #"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"#)
            }
            return FaultServer.Reply(
                headers: [
                    ("content-type", manifest.type),
                    ("docker-content-digest", DigestStream.digest(of: manifest.bytes).description),
                ], body: manifest.bytes)
        case ("GET", "blobs"), ("HEAD", "blobs"):
            guard let digest = Digest(last), let blob = contents.withLock({ $0.blobs[digest] }) else {
                return .text(404, #"{"errors":[{"code":"BLOB_UNKNOWN","message":"blob unknown"}]}"#)
            }
            return Self.part(of: blob, request)
        default: return MemoryUploads.answer(request, parts, self)
        }
    }

    static func part(of blob: [UInt8], _ request: FaultServer.Request) -> FaultServer.Reply {
        guard let range = request.headers.first(name: "range"),
            let start = Int(range.dropFirst("bytes=".count).prefix { $0 != "-" })
        else { return FaultServer.Reply(body: blob) }
        guard start < blob.count else { return .text(416, "") }
        return FaultServer.Reply(
            status: 206, headers: [("content-range", "bytes \(start)-\(blob.count - 1)/\(blob.count)")],
            body: Array(blob[start...]))
    }
}

/// The receiving side of the registry.
enum MemoryUploads {
    static func answer(
        _ request: FaultServer.Request, _ parts: [String], _ registry: MemoryRegistry
    ) -> FaultServer.Reply {
        let last = parts[parts.count - 1]
        let query = Dictionary(
            (request.query ?? "").split(separator: "&").compactMap { item -> (String, String)? in
                guard let mark = item.firstIndex(of: "=") else { return nil }
                return (String(item[..<mark]), unescaped(String(item[item.index(after: mark)...])))
            }, uniquingKeysWith: { first, _ in first })
        switch request.method {
        case "POST" where last == "uploads":
            if let mount = query["mount"].flatMap({ Digest($0) }), query["from"] == "other/source",
                registry.contents.withLock({ $0.blobs[mount] != nil })
            {
                return .text(201, "", [("docker-content-digest", mount.description)])
            }
            let id = "u\(UInt32.random(in: 0...UInt32.max))"
            registry.contents.withLock { $0.uploads[id] = [] }
            return .text(202, "", [("location", "\(request.path)/\(id)?state=x"), ("range", "0-0")])
        case "GET":
            guard let count = registry.contents.withLock({ $0.uploads[last]?.count }) else { return .text(404, "") }
            return .text(204, "", [("location", "\(request.path)?state=z"), ("range", "0-\(max(0, count - 1))")])
        case "PATCH":
            let count = registry.contents.withLock { contents in
                contents.uploads[last]? += request.body
                return contents.uploads[last]?.count ?? 0
            }
            return .text(202, "", [("location", "\(request.path)?state=y"), ("range", "0-\(max(0, count - 1))")])
        case "PUT" where parts[parts.count - 2] == "manifests":
            let digest = DigestStream.digest(of: request.body)
            let type = request.headers.first(name: "content-type") ?? ""
            registry.contents.withLock { contents in
                contents.manifests[last] = (request.body, type)
                contents.manifests[digest.description] = (request.body, type)
            }
            return .text(201, "", [("docker-content-digest", digest.description)])
        case "PUT":
            let bytes = registry.contents.withLock { ($0.uploads.removeValue(forKey: last) ?? []) + request.body }
            guard let digest = query["digest"].flatMap({ Digest($0) }), digest == DigestStream.digest(of: bytes) else {
                return .text(400, #"{"errors":[{"code":"DIGEST_INVALID","message":"digest invalid"}]}"#)
            }
            registry.contents.withLock { $0.blobs[digest] = bytes }
            return .text(201, "", [("docker-content-digest", digest.description)])
        default: return .text(405, "")
        }
    }

    private static func unescaped(_ text: String) -> String {
        text.split(separator: "%3A", omittingEmptySubsequences: false).joined(separator: ":")
            .split(separator: "%2F", omittingEmptySubsequences: false).joined(separator: "/")
    }
}
