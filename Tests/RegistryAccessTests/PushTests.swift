import ImageStorage
import NIOHTTP1
import OCISpecification
import Synchronization
import Testing

@testable import RegistryAccess

struct PushTests {
    /// A bench whose store holds the image under `a/b:latest`, and a second registry to push to.
    private func bench(_ image: ImageFixture) async throws -> (PullBench, NameRecord) {
        let registry = MemoryRegistry()
        registry.add(image)
        let bench = try PullBench(registry)
        return (bench, try await bench.pull().record)
    }

    private func push(
        _ bench: PullBench, _ record: NameRecord, to server: FaultServer, sources: [String] = [],
        options: RegistryOptions = .quick()
    ) async throws -> PushedImage {
        let destination = try ImageReference(parsing: "\(server.registry)/new/place:v1")
        return try await withSession(options) { session in
            try await ImagePusher(session: session, store: bench.store).push(
                PushRequest(record, to: destination, knownRepositories: sources))
        }
    }

    @Test func `a pushed image is what was pulled, byte for byte`() async throws {
        let image = try ImageFixture.make(sizes: [3000, 1_500_000])
        let (bench, record) = try await bench(image)
        let target = MemoryRegistry()
        let server = try FaultServer(target.answer)
        defer { server.stop() }
        let pushed = try await push(bench, record, to: server)
        #expect(pushed.digest == image.manifestDigest)
        let contents = target.contents.withLock { $0 }
        #expect(contents.manifests["v1"]?.bytes == image.manifest)
        #expect(contents.manifests["v1"]?.type == MediaType.manifest)
        for layer in image.layers { #expect(contents.blobs[DigestStream.digest(of: layer)] == layer) }
        #expect(contents.blobs.count == 3)
        // All is there: the second push sends no blob.
        #expect(try await push(bench, record, to: server).sent == 0)
    }

    @Test func `layers of another repository are mounted`() async throws {
        let image = try ImageFixture.make()
        let (bench, record) = try await bench(image)
        let target = MemoryRegistry { request in
            // The other repository has them, this one does not.
            request.method == "HEAD" && request.path.contains("/blobs/") ? .text(404, "") : nil
        }
        target.add(image, tag: nil)
        let server = try FaultServer(target.answer)
        defer { server.stop() }
        #expect(try await push(bench, record, to: server, sources: ["other/source"]).sent == 0)
        #expect(server.count("PATCH", "") == 0)
    }

    @Test func `an upload that fails for a moment is begun again`() async throws {
        let image = try ImageFixture.make()
        let (bench, record) = try await bench(image)
        let count = Counter()
        let target = MemoryRegistry { request in
            request.method == "PATCH" && count.next() == 1 ? .text(503, "") : nil
        }
        let server = try FaultServer(target.answer)
        defer { server.stop() }
        _ = try await push(bench, record, to: server)
        #expect(target.contents.withLock { $0.manifests["v1"] != nil })
    }

    @Test(arguments: [true, false]) func `an upload that breaks off goes on where the registry says`(_ tells: Bool) async throws {
        let image = try ImageFixture.make(sizes: [3000, 1_500_000])
        let (bench, record) = try await bench(image)
        let broken = Counter()
        let slot = Mutex<MemoryRegistry?>(nil)
        let target = MemoryRegistry { request in
            if request.method == "GET", request.path.contains("/uploads/"), !tells { return .text(404, "") }
            guard request.method == "PATCH", request.body.count > 1_000_000, broken.next() == 1 else { return nil }
            let id = String(request.path.split(separator: "/").last ?? "")
            slot.withLock { $0 }?.contents.withLock { $0.uploads[id]? += request.body[..<1_000_000] }
            return .text(503, "")
        }
        slot.withLock { $0 = target }
        let server = try FaultServer(target.answer)
        defer { server.stop() }
        _ = try await push(bench, record, to: server)
        for layer in image.layers { #expect(target.contents.withLock { $0.blobs[DigestStream.digest(of: layer)] } == layer) }
        let big = try #require(image.layers.max { $0.count < $1.count })
        let ranges = server.requests.filter { $0.method == "PATCH" }.compactMap { $0.headers.first(name: "content-range") }
        #expect(ranges == (tells ? ["1000000-\(big.count - 1)"] : []))
    }

    @Test func `an upload at another host gets no credentials`() async throws {
        let image = try ImageFixture.make()
        let (bench, record) = try await bench(image)
        let store = MemoryRegistry()
        let elsewhere = try FaultServer(store.answer)
        defer { elsewhere.stop() }
        let port = elsewhere.port
        let target = MemoryRegistry { request in
            if request.headers["authorization"].isEmpty { return .text(401, "", [("www-authenticate", "Basic realm=\"x\"")]) }
            guard request.method == "POST" else { return nil }
            let id = "u\(UInt32.random(in: 0...UInt32.max))"
            store.contents.withLock { $0.uploads[id] = [] }
            return .text(202, "", [("location", "http://localhost:\(port)\(request.path)\(id)?state=x")])
        }
        let server = try FaultServer(target.answer)
        defer { server.stop() }
        _ = try await push(bench, record, to: server, options: .quick { $0.credentials = RegistryCredentials(parsing: "me:secret") })
        #expect(elsewhere.count("PUT", "") == 3)
        #expect(elsewhere.requests.allSatisfy { $0.headers["authorization"] == [] })
    }

    @Test func `a denied push is told in words`() async throws {
        let image = try ImageFixture.make()
        let (bench, record) = try await bench(image)
        let target = MemoryRegistry { request in
            request.method == "POST"
                ? .text(403, #"{"errors":[{"code":"DENIED","message":"requested access denied"}]}"#) : nil
        }
        let server = try FaultServer(target.answer)
        defer { server.stop() }
        let error = try await failure { try await push(bench, record, to: server) }
        #expect(error.code == .forbidden)
        #expect(error.description.hasPrefix("push \(server.registry)/new/place:v1"), "\(error)")
    }

    @Test func `the token of a push asks for the right to push`() async throws {
        let image = try ImageFixture.make(sizes: [10])
        let (bench, record) = try await bench(image)
        let target = MemoryRegistry { request in
            if request.path == "/token" { return .text(200, #"{"token":"T"}"#) }
            if request.headers["authorization"] == ["Bearer T"] { return nil }
            let host = request.headers.first(name: "host") ?? ""
            return .text(401, "", [("www-authenticate", #"Bearer realm="http://\#(host)/token",service="s""#)])
        }
        let server = try FaultServer(target.answer)
        defer { server.stop() }
        _ = try await push(bench, record, to: server)
        let question = server.requests.first { $0.path == "/token" }
        #expect(question?.query?.contains("scope=repository%3Anew%2Fplace%3Apull%2Cpush") == true)
        #expect(server.count("GET", "/token") <= 3)
    }
}
