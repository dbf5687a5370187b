import Glibc
import ImageStorage
import Linux
import OCISpecification
import TestSupport
import Testing

@testable import RegistryAccess

/// Debian's registry, and the tool that brings images into it.
private let hasPeers = (try? exists("/usr/bin/docker-registry")) == true && (try? exists("/usr/bin/skopeo")) == true

private final class Peer {
    let directory: TemporaryDirectory
    let port: Int
    private let process: CInt

    init() throws {
        directory = try TemporaryDirectory("registry")
        // A port that was free a moment ago.
        let probe = try FaultServer { _ in .text(200, "") }
        port = probe.port
        probe.stop()
        let configuration = """
            version: 0.1
            log: {level: error, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: \(directory.path)/data}, delete: {enabled: true}}
            http: {addr: "127.0.0.1:\(port)"}
            """
        try replaceFile("\(directory.path)/config.yml", with: Array(configuration.utf8))
        process = try spawnProgram(
            "/usr/bin/docker-registry", arguments: ["docker-registry", "serve", "\(directory.path)/config.yml"],
            environment: [], places: [nil, nil, nil].enumerated().map { DescriptorPlace(from: $1, to: CInt($0)) })
    }

    /// A registry that answers.
    static func start() async throws -> Peer {
        let peer = try Peer()
        let address = "127.0.0.1:\(peer.port)"
        for attempt in 1... {
            do {
                try await withSession { try await $0.ping(address) }
                break
            } catch {
                if attempt == 200 { throw error }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        return peer
    }

    deinit {
        // It is a child of ours that has not been waited for.
        try? sendSignal(SIGKILL, toChild: process)
        _ = try? waitForChild(.process(process))
    }

    /// Brings an image into the registry by another tool.
    func add(_ image: ImageFixture, _ name: String) throws {
        let layout = "\(directory.path)/layout"
        try makeDirectories("\(layout)/blobs/sha256")
        for blob in image.layers + [image.manifest, image.configuration] {
            try replaceFile("\(layout)/blobs/sha256/\(DigestStream.digest(of: blob).hex)", with: blob)
        }
        try replaceFile("\(layout)/oci-layout", with: Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
        let index = """
            {"schemaVersion":2,"manifests":[{"mediaType":"\(MediaType.manifest)","digest":"\(image.manifestDigest)",
            "size":\(image.manifest.count),"annotations":{"org.opencontainers.image.ref.name":"x"}}]}
            """
        try replaceFile("\(layout)/index.json", with: Array(index.utf8))
        try run("skopeo copy -q --dest-tls-verify=false oci:\(layout):x docker://127.0.0.1:\(port)/\(name)")
    }

    func run(_ command: String) throws {
        guard unsafe system(command) == 0 else { throw NothingFailed() }
    }
}

@Suite(.enabled(if: hasPeers), .serialized)
struct DockerRegistryTests {
    @Test func `images go from and to the registry of distribution`() async throws {
        let peer = try await Peer.start()
        let image = try ImageFixture.make(sizes: [3000, 2_000_000])
        try peer.add(image, "some/thing:one")
        let root = "\(peer.directory.path)/store"
        let store = ImageStore(root: root, mode: Credentials.user == 0 ? .privileged : .singleID)
        let host = "127.0.0.1:\(peer.port)"
        let reference = try ImageReference(parsing: "\(host)/some/thing:one")
        let other = try ImageReference(parsing: "\(host)/other:two")
        try await withSession { session in
            let puller = ImagePuller(session: session, store: store)
            let pulled = try await puller.pull(PullRequest(reference))
            #expect(pulled.record.target.digest == image.manifestDigest)
            #expect(try await puller.pull(PullRequest(reference)).wasUpToDate)
            // The layers are taken over from the repository that has them.
            let pushed = try await ImagePusher(session: session, store: store).push(
                PushRequest(pulled.record, to: other, knownRepositories: ["some/thing"]))
            #expect(pushed.sent < 3_000)
            #expect(pushed.digest == image.manifestDigest)
            #expect(try await session.repository(registry: host, name: "other").tags() == ["two"])
            let all = try await puller.pullAllTags(PullRequest(other))
            #expect(all.map(\.name.description) == ["\(host)/other:two"])
            let missing = try await failure {
                try await puller.pull(PullRequest(try ImageReference(parsing: "\(host)/nosuch")))
            }
            #expect(missing.code == .notFound)
            #expect(missing.description.contains("MANIFEST_UNKNOWN"), "\(missing)")
            try await session.repository(registry: host, name: "other").delete(.digest(image.manifestDigest))
            let gone = try await failure { try await puller.pull(PullRequest(other)) }
            #expect(gone.code == .notFound)
        }
        try peer.run("skopeo inspect --tls-verify=false docker://\(host)/some/thing:one > /dev/null")
    }

    @Test func `a push without a known repository sends every byte`() async throws {
        let peer = try await Peer.start()
        let image = try ImageFixture.make(sizes: [10, 3_000_000])
        try peer.add(image, "a:x")
        let store = ImageStore(
            root: "\(peer.directory.path)/store", mode: Credentials.user == 0 ? .privileged : .singleID)
        let host = "127.0.0.1:\(peer.port)"
        let reference = try ImageReference(parsing: "\(host)/a:x")
        let other = try ImageReference(parsing: "\(host)/b:x")
        try await withSession { session in
            let record = try await ImagePuller(session: session, store: store).pull(PullRequest(reference)).record
            let pushed = try await ImagePusher(session: session, store: store).push(PushRequest(record, to: other))
            #expect(pushed.sent > 3_000_000)
        }
        try peer.run("skopeo copy -q --src-tls-verify=false docker://\(host)/b:x dir:\(peer.directory.path)/out")
    }
}
