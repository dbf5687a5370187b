import Archives
import Glibc
import ImageStorage
import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

let isRoot = geteuid() == 0

/// A file of a layer that a test makes.
struct LayerFile {
    var entry: TarEntry
    var contents: [UInt8]

    static func file(_ name: String, _ text: String, mode: UInt32 = 0o644) -> LayerFile {
        let contents = Array(text.utf8)
        return LayerFile(
            entry: TarEntry(
                name: ByteName(name), kind: .file, permissions: mode, user: getuid(), group: getgid(),
                size: Int64(contents.count)), contents: contents)
    }
    static func directory(_ name: String, mode: UInt32 = 0o755) -> LayerFile {
        LayerFile(
            entry: TarEntry(name: ByteName(name), kind: .directory, permissions: mode, user: getuid(), group: getgid()),
            contents: [])
    }
    static func symlink(_ name: String, to target: String) -> LayerFile {
        LayerFile(
            entry: TarEntry(
                name: ByteName(name), kind: .symlink, permissions: 0o777, user: getuid(), group: getgid(),
                linkTarget: ByteName(target)), contents: [])
    }
}

func tar(_ files: [LayerFile]) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = TarWriter(sink)
    for file in files { try writer.add(file.entry, contents: file.contents) }
    try writer.finish()
    return sink.bytes
}

func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let memory = MemorySink()
    let sink = try GzipSink(memory)
    try sink.write(bytes)
    try sink.finish()
    return memory.bytes
}

func digest(_ bytes: [UInt8]) -> Digest { DigestStream.digest(of: bytes) }

/// Bytes that do not compress and are the same each time.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    return (0..<count).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state >> 32)
    }
}

/// Runs a shell command and answers whether it succeeded.
@discardableResult
func shell(_ command: String) -> Bool { unsafe system(command) == 0 }

/// All names below a directory, relative to it and sorted.
func tree(_ path: String) throws -> [String] {
    var found: [String] = []
    func walk(_ below: String) throws {
        for name in try names(in: "\(path)/\(below)") {
            let here = below.isEmpty ? name : "\(below)/\(name)"
            found.append(here)
            if try status(of: "\(path)/\(here)", followingLinks: false).kind == .directory { try walk(here) }
        }
    }
    try walk("")
    return found.sorted()
}

func text(_ path: String) throws -> String { String(decoding: try readFile(path), as: UTF8.self) }

/// A layer that a test made.
struct TestLayer {
    var plain: [UInt8]
    var blob: [UInt8]
    var mediaType: String
    var diffID: Digest { digest(plain) }
    var descriptor: ContentDescriptor {
        ContentDescriptor(mediaType: mediaType, digest: digest(blob), size: Int64(blob.count))
    }

    init(_ files: [LayerFile], compressed: Bool = true) throws {
        plain = try tar(files)
        blob = compressed ? try gzip(plain) : plain
        mediaType = compressed ? MediaType.layerGzip : MediaType.layer
    }
}

/// An image that a test made, as bytes.
struct TestImage {
    var layers: [TestLayer]
    var configuration: [UInt8]
    var manifest: [UInt8]
    var target: NameRecord.Target

    init(
        _ layers: [TestLayer], config: ContainerDefaults? = nil, created: String = "2026-01-02T03:04:05Z",
        platform: Platform = .host
    ) throws {
        self.layers = layers
        let document = ImageConfiguration(
            created: created, architecture: platform.architecture, variant: platform.variant, os: platform.os,
            config: config, rootfs: ImageRootFileSystem(type: "layers", diff_ids: layers.map(\.diffID)),
            history: layers.indices.map { ImageHistory(created: created, created_by: "step \($0)") })
        configuration = try JSON.encode(document)
        manifest = try JSON.encode(
            ImageManifest(
                schemaVersion: 2, mediaType: MediaType.manifest,
                config: ContentDescriptor(
                    mediaType: MediaType.configuration, digest: digest(configuration), size: Int64(configuration.count)),
                layers: layers.map(\.descriptor)))
        target = NameRecord.Target(
            mediaType: MediaType.manifest, digest: digest(manifest), size: Int64(manifest.count))
    }

    var id: Digest { digest(configuration) }

    /// Stores everything as a pull does.
    @discardableResult
    func store(in store: ImageStore, as names: String...) throws -> NameRecord {
        let transfer = try store.beginTransfer()
        for layer in layers {
            switch try transfer.beginLayer(
                LayerSource(blob: layer.descriptor.digest, size: layer.descriptor.size, diffID: layer.diffID))
            {
            case .present: break
            case .busy: Issue.record("nobody else is there")
            case .begun(let ingest):
                if ingest.needsData { try ingest.write(layer.blob) }
                _ = try ingest.finish()
            }
        }
        try transfer.put(configuration)
        try transfer.put(manifest)
        return try transfer.publish(target, as: try names.map { try ImageName(parsing: $0) }, flush: false)
    }
}

extension ImageStore {
    init(_ directory: borrowing TemporaryDirectory) {
        self.init(root: "\(directory.path)/images", mode: isRoot ? .privileged : .singleID)
    }
}

/// Something that a test relies on is not so.
struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

func sink(_ path: String) throws -> DescriptorSink {
    DescriptorSink(try open(path, [.writeOnly, .create, .truncate]), name: path)
}
