import ImageStorage
import Linux
import NIOHTTP1
import OCISpecification
import Synchronization
import TestSupport
import Testing

@testable import RegistryAccess

/// A store, a registry with faults and what was told.
final class PullBench: Sendable {
    let server: FaultServer
    let store: ImageStore
    let log = Mutex<[TransferEvent]>([])
    private let root: String

    init(_ registry: MemoryRegistry) throws {
        server = try FaultServer(registry.answer)
        root = "/tmp/apus-pull-\(UInt64.random(in: 0...UInt64.max))"
        store = ImageStore(root: root, mode: Credentials.user == 0 ? .privileged : .singleID)
    }

    deinit {
        server.stop()
        // Nothing can be reported from here.
        _ = try? removeTree(root)
    }

    func pull(
        _ name: String = "a/b", platform: Platform? = nil, options: RegistryOptions = .quick()
    ) async throws -> PulledImage {
        let reference = try ImageReference(parsing: "\(server.registry)/\(name)")
        return try await withSession(options) { session in
            try await ImagePuller(session: session, store: store) { event in self.log.withLock { $0.append(event) } }
                .pull(PullRequest(reference, platform: platform))
        }
    }

    func states(_ digest: Digest) -> [LayerTransferState] {
        log.withLock { $0 }.compactMap { event in
            if case .layer(digest, let state) = event { state } else { nil }
        }
    }
}

struct PullTests {
    @Test func `an image is pulled, unpacked and named`() async throws {
        let registry = MemoryRegistry()
        let image = try ImageFixture.make()
        registry.add(image)
        let bench = try PullBench(registry)
        let pulled = try await bench.pull()
        #expect(!pulled.wasUpToDate)
        #expect(pulled.record.target.digest == image.manifestDigest)
        #expect(pulled.name.description == "\(bench.server.registry)/a/b:latest")
        let contents = try bench.store.contents(of: pulled.record)
        let trees = try bench.store.lowerDirectories(diffIDs: contents.diffIDs)
        #expect(try readFile("\(trees[0])/file-1") == noise(300_000, seed: 2))
        #expect(try readFile("\(trees[1])/file-0") == noise(3000, seed: 1))
        #expect(bench.states(image.layerDigests[1]).last == .done)
    }

    @Test func `what is there costs one request, and none by digest`() async throws {
        let registry = MemoryRegistry()
        let image = try ImageFixture.make()
        registry.add(image)
        let bench = try PullBench(registry)
        _ = try await bench.pull()
        let before = bench.server.requests.count
        #expect(try await bench.pull().wasUpToDate)
        #expect(bench.server.requests.count == before + 1)
        #expect(bench.server.requests.last?.method == "HEAD")
        _ = try await bench.pull("a/b@\(image.manifestDigest)")
        let after = bench.server.requests.count
        #expect(try await bench.pull("a/b@\(image.manifestDigest)").wasUpToDate)
        #expect(bench.server.requests.count == after)
    }

    @Test func `layers that another image brought are not fetched again`() async throws {
        let registry = MemoryRegistry()
        let first = try ImageFixture.make(sizes: [3000])
        let second = try ImageFixture.make(sizes: [3000, 4000])
        registry.add(first, tag: "one")
        registry.add(second, tag: "two")
        let bench = try PullBench(registry)
        _ = try await bench.pull("a/b:one")
        let pulled = try await bench.pull("a/b:two")
        #expect(bench.server.count("GET", first.layerDigests[0].hex) == 1)
        #expect(pulled.fetched < 6000 + 4000)
        #expect(bench.states(second.layerDigests[0]).last == .present)
    }

    @Test func `an index is kept whole and gives the platform that is asked for`() async throws {
        let registry = MemoryRegistry()
        let own = try ImageFixture.make(sizes: [100])
        let other = try ImageFixture.make(sizes: [200], architecture: "s390x")
        try registry.addIndex([(other, Platform(architecture: "s390x")), (own, .host)])
        let bench = try PullBench(registry)
        #expect(try await bench.pull().record.manifest.digest == own.manifestDigest)
        #expect(try await bench.pull().wasUpToDate)
        let foreign = try await bench.pull(platform: Platform(architecture: "s390x"))
        #expect(foreign.record.manifest.digest == other.manifestDigest)
        let error = try await failure { try await bench.pull(platform: Platform(architecture: "riscv64")) }
        #expect(error.code == .noMatchingPlatform)
        #expect(error.description.contains("linux/s390x"), "\(error)")
    }

    @Test func `an image for another platform is refused when one was asked for`() async throws {
        let registry = MemoryRegistry()
        registry.add(try ImageFixture.make(sizes: [100], architecture: "s390x"))
        let bench = try PullBench(registry)
        let error = try await failure { try await bench.pull(platform: .host) }
        #expect(error.code == .noMatchingPlatform)
        _ = try await bench.pull()
        #expect(bench.log.withLock { $0 }.contains { if case .notice = $0 { true } else { false } })
    }

    @Test func `credentials do not follow a redirect to another host`() async throws {
        let image = try ImageFixture.make()
        let store = MemoryRegistry()
        store.add(image)
        let cdn = try FaultServer { request in
            guard let digest = Digest("sha256:" + request.path.dropFirst(5)) else { return .text(404, "") }
            return MemoryRegistry.part(of: store.contents.withLock { $0.blobs[digest] ?? [] }, request)
        }
        defer { cdn.stop() }
        let port = cdn.port
        let registry = MemoryRegistry { request in
            if request.headers["authorization"].isEmpty {
                return .text(401, "", [("www-authenticate", "Basic realm=\"x\"")])
            }
            guard request.path.contains("/blobs/") else { return nil }
            let hex = request.path.suffix(64)
            return .text(307, "", [("location", "http://localhost:\(port)/cdn/\(hex)?signature=s")])
        }
        registry.add(image)
        let bench = try PullBench(registry)
        _ = try await bench.pull(options: .quick { $0.credentials = RegistryCredentials(parsing: "me:secret") })
        #expect(cdn.requests.count == 3)
        #expect(cdn.requests.allSatisfy { $0.headers["authorization"] == [] })
        #expect(bench.server.requests.contains { $0.headers["authorization"].first?.hasPrefix("Basic ") == true })
    }

    @Test func `a blob that breaks off goes on where it ended`() async throws {
        let image = try ImageFixture.make()
        let big = image.layerDigests[1]
        let count = Counter()
        let registry = MemoryRegistry { request in
            guard request.path.hasSuffix(big.hex), count.next() == 1 else { return nil }
            return FaultServer.Reply(body: image.layers[1], ending: .cut(after: 200_000))
        }
        registry.add(image)
        let bench = try PullBench(registry)
        _ = try await bench.pull()
        let second = bench.server.requests.last { $0.path.hasSuffix(big.hex) }
        let range = second?.headers.first(name: "range") ?? ""
        let start = try #require(Int(range.dropFirst(6).dropLast()))
        #expect(start > 0 && start <= 200_000)
    }

    @Test func `a server that ignores ranges is coped with`() async throws {
        let image = try ImageFixture.make()
        let big = image.layerDigests[1]
        let count = Counter()
        let registry = MemoryRegistry { request in
            guard request.path.hasSuffix(big.hex) else { return nil }
            return FaultServer.Reply(body: image.layers[1], ending: count.next() == 1 ? .cut(after: 200_000) : .whole)
        }
        registry.add(image)
        _ = try await PullBench(registry).pull()
        #expect(count.value == 2)
    }

    @Test func `a stall is broken off, and what came is kept for the next pull`() async throws {
        let image = try ImageFixture.make()
        let big = image.layerDigests[1]
        let isHealed = Counter()
        let registry = MemoryRegistry { request in
            guard request.path.hasSuffix(big.hex), isHealed.value == 0 else { return nil }
            var reply = MemoryRegistry.part(of: image.layers[1], request)
            reply.ending = .stall(after: 100_000)
            return reply
        }
        registry.add(image)
        let bench = try PullBench(registry)
        let error = try await failure { try await bench.pull(options: .impatient()) }
        #expect(error.code == .stalled)
        #expect(error.description.contains("sent nothing for 0.3 s"), "\(error)")
        let tried = bench.server.requests.filter { $0.path.hasSuffix(big.hex) }.count
        #expect(error.description.contains(", \(tried) times") == (tried > 1), "\(tried): \(error)")
        isHealed.next()
        _ = try await bench.pull()
        let last = bench.server.requests.last { $0.path.hasSuffix(big.hex) }
        #expect(last?.headers.first(name: "range") != nil)
    }

    @Test func `a lying blob is one clear error, and nothing of it stays`() async throws {
        let image = try ImageFixture.make()
        let big = image.layerDigests[1]
        let registry = MemoryRegistry { request in
            guard request.path.hasSuffix(big.hex) else { return nil }
            var lie = image.layers[1]
            lie[lie.count / 2] ^= 1
            return FaultServer.Reply(body: lie)
        }
        registry.add(image)
        let bench = try PullBench(registry)
        let error = try await failure { try await bench.pull() }
        #expect([.digestMismatch, .invalidManifest].contains(error.code), "\(error)")
        #expect(error.description.contains(big.description), "\(error)")
        #expect(error.description.contains(bench.server.registry), "\(error)")
        #expect(try !bench.store.content.contains(big))
        #expect(try bench.store.names.all().listed.isEmpty)
    }

    @Test func `a blob of another size is one clear error`() async throws {
        let image = try ImageFixture.make()
        let big = image.layerDigests[1]
        for change in [-1, 1] {
            let registry = MemoryRegistry { request in
                guard request.path.hasSuffix(big.hex) else { return nil }
                let body = change < 0 ? image.layers[1].dropLast() : image.layers[1] + [0]
                return FaultServer.Reply(body: Array(body))
            }
            registry.add(image)
            let bench = try PullBench(registry)
            let error = try await failure { try await bench.pull() }
            #expect(error.code == .sizeMismatch)
            for part in ["\(image.layers[1].count)", "\(image.layers[1].count + change)", "\(big)", "a/b"] {
                #expect(error.description.contains(part), "\(error)")
            }
            #expect(bench.server.count("GET", big.hex) == 1)
        }
    }

    @Test func `a body without length that is too long is stopped`() async throws {
        let image = try ImageFixture.make()
        let registry = MemoryRegistry { request in
            guard request.path.hasSuffix(image.layerDigests[1].hex) else { return nil }
            return FaultServer.Reply(body: image.layers[1] + noise(1 << 20, seed: 9), isChunked: true)
        }
        registry.add(image)
        let error = try await failure { try await PullBench(registry).pull() }
        #expect(error.code == .sizeMismatch)
    }

    @Test func `a body without length that is too short ends in an error`() async throws {
        let image = try ImageFixture.make()
        let registry = MemoryRegistry { request in
            guard request.path.hasSuffix(image.layerDigests[1].hex) else { return nil }
            return FaultServer.Reply(body: Array(image.layers[1].prefix(5000)), isChunked: true)
        }
        registry.add(image)
        let error = try await failure { try await PullBench(registry).pull() }
        #expect(error.code == .truncated)
        #expect(error.description.contains("5000"), "\(error)")
    }

    @Test func `a blob that the registry lost is named`() async throws {
        let image = try ImageFixture.make()
        let registry = MemoryRegistry { $0.path.hasSuffix(image.layerDigests[0].hex) ? .text(404, "") : nil }
        registry.add(image)
        let error = try await failure { try await PullBench(registry).pull() }
        #expect(error.code == .notFound)
        #expect(error.description.contains(image.layerDigests[0].hex), "\(error)")
    }

    @Test func `a layer at another place, an encrypted one and an artifact are refused by name`() async throws {
        let cases: [((inout ImageManifest) -> Void, RegistryError.Code, String)] = [
            ({ $0.layers[0].mediaType += "+encrypted" }, .encrypted, "is encrypted"),
            (
                {
                    $0.layers[0].mediaType = MediaType.foreignLayerGzip
                    $0.layers[0].urls = ["https://elsewhere.example/x"]
                }, .unsupported, "elsewhere.example"
            ),
            ({ $0.config.mediaType = "application/vnd.cncf.helm.config.v1+json" }, .unsupported, "helm"),
        ]
        for (change, code, words) in cases {
            let registry = MemoryRegistry()
            registry.add(try ImageFixture.make(change: change))
            let error = try await failure { try await PullBench(registry).pull() }
            #expect(error.code == code)
            #expect(error.description.contains(words), "\(error)")
        }
    }

    @Test func `a pull that is broken off ends soon and can go on`() async throws {
        let image = try ImageFixture.make()
        let big = image.layerDigests[1]
        let isHealed = Counter()
        let registry = MemoryRegistry { request in
            guard request.path.hasSuffix(big.hex), isHealed.value == 0 else { return nil }
            return FaultServer.Reply(body: image.layers[1], ending: .stall(after: 100_000))
        }
        registry.add(image)
        let bench = try PullBench(registry)
        let task = Task { try await bench.pull(options: .quick { $0.stallTimeout = 60 }) }
        while bench.states(big).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        let error = try await failure { try await task.value }
        #expect(error.code == .cancelled)
        isHealed.next()
        _ = try await bench.pull()
        #expect(bench.server.requests.last { $0.path.hasSuffix(big.hex) }?.headers.first(name: "range") != nil)
    }

    @Test func `the synchronous door runs a pull and can be closed`() throws {
        let registry = MemoryRegistry()
        registry.add(try ImageFixture.make())
        let bench = try PullBench(registry)
        let reference = try ImageReference(parsing: "\(bench.server.registry)/a/b")
        let store = bench.store
        let pulled = try withRegistries(.quick()) { session throws(RegistryError) in
            try await ImagePuller(session: session, store: store).pull(PullRequest(reference))
        }
        #expect(!pulled.wasUpToDate)
        let control = TransferControl()
        control.cancel()
        let error = #expect(throws: RegistryError.self) {
            try withRegistries(.quick(), control: control) { session throws(RegistryError) in
                try await ImagePuller(session: session, store: store).pull(PullRequest(reference))
            }
        }
        #expect(error?.code == .cancelled)
    }
}
