import ImageStorage
import NIOHTTP1
import OCISpecification
import Testing

@testable import RegistryAccess

private let imageType = "application/vnd.oci.image.manifest.v1+json"
private let imageText = #"""
    {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
    "config":{"mediaType":"application/vnd.oci.image.config.v1+json",
    "digest":"sha256:\#(String(repeating: "a", count: 64))","size":2},
    "layers":[]}
    """#

private func manifest(_ text: String = imageText, _ type: String = imageType) -> FaultServer.Reply {
    .text(200, text, [("content-type", type)])
}

struct ManifestRequestTests {
    private func fetch(
        _ options: RegistryOptions = .quick(), name: ManifestName = .tag("latest"),
        _ answer: @escaping @Sendable (FaultServer.Request) -> FaultServer.Reply
    ) async throws -> (FetchedManifest, [FaultServer.Request]) {
        let server = try FaultServer(answer)
        defer { server.stop() }
        let manifest = try await withSession(options) { session in
            try await session.repository(registry: server.registry, name: "a/b").manifest(name)
        }
        return (manifest, server.requests)
    }

    private func refused(
        _ options: RegistryOptions = .quick(), name: ManifestName = .tag("latest"),
        _ answer: @escaping @Sendable (FaultServer.Request) -> FaultServer.Reply
    ) async throws -> RegistryError {
        try await failure { try await fetch(options, name: name, answer) }
    }

    @Test func `a manifest comes over plain HTTP from this machine`() async throws {
        let (found, requests) = try await fetch { _ in manifest() }
        #expect(found.kind == .image)
        #expect(found.digest == DigestStream.digest(of: Array(imageText.utf8)))
        #expect(requests.count == 1)
        #expect(requests[0].path == "/v2/a/b/manifests/latest")
        #expect(requests[0].headers["accept"].contains("application/vnd.docker.distribution.manifest.list.v2+json"))
        #expect(requests[0].headers["authorization"] == [])
    }

    @Test func `with --tls-verify plain HTTP is not even tried`() async throws {
        let error = try await refused(.quick { $0.verifiesTLS = true }) { _ in manifest() }
        #expect(error.code == .untrusted)
        #expect(error.description.contains("--tls-verify=false"), "\(error)")
    }

    @Test func `a registry that nobody serves is named`() async throws {
        let error = try await failure {
            try await withSession { try await $0.repository(registry: "127.0.0.1:1", name: "a").manifest(.tag("t")) }
        }
        #expect(error.code == .unreachable)
        #expect(error.description.contains("127.0.0.1:1") && error.description.contains("refused"), "\(error)")
        #expect(!error.description.contains("times"))
    }

    @Test func `what is not there is told in words`() async throws {
        let error = try await refused { _ in
            .text(404, #"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"x"}}]}"#)
        }
        #expect(error.code == .notFound)
        let text = error.description
        #expect(text.contains("a/b:latest: not found in the registry 127.0.0.1:"), "\(text)")
        #expect(
            text.contains("(404 MANIFEST_UNKNOWN: manifest unknown). Check the spelling, or log in with `apus login"))
    }

    @Test func `a denial is told in words and not tried again`() async throws {
        let count = Counter()
        let error = try await refused { _ in
            count.next()
            return .text(403, "<html>no</html>")
        }
        #expect(error.code == .forbidden)
        #expect(error.description.contains("(403 Forbidden)"), "\(error)")
        #expect(count.value == 1)
    }

    @Test func `a passing fault is tried again`() async throws {
        let count = Counter()
        let (found, requests) = try await fetch { _ in
            switch count.next() {
            case 1: .text(503, "")
            case 2: FaultServer.Reply(ending: .drop)
            default: manifest()
            }
        }
        #expect(found.kind == .image)
        #expect(requests.count == 3)
    }

    @Test func `a lasting fault is told with its number`() async throws {
        let count = Counter()
        let error = try await refused { _ in
            count.next()
            return .text(500, "")
        }
        #expect(error.code == .badAnswer)
        #expect(error.description.contains("3 times"), "\(error)")
        #expect(count.value == 3)
    }

    @Test func `Retry-After is waited for, or told when it is too long`() async throws {
        let count = Counter()
        let clock = ContinuousClock()
        let start = clock.now
        _ = try await fetch { _ in
            count.next() == 1 ? .text(429, "", [("retry-after", "1")]) : manifest()
        }
        #expect(clock.now - start >= .seconds(1))
        let error = try await refused { _ in
            .text(429, #"{"errors":[{"code":"TOOMANYREQUESTS"}]}"#, [("retry-after", "600")])
        }
        #expect(error.code == .rateLimited)
        #expect(error.description.contains("Try again in 600 s"), "\(error)")
    }

    @Test func `a registry that stalls is given up on`() async throws {
        let error = try await refused(.impatient()) { _ in
            FaultServer.Reply(body: [1, 2, 3], ending: .stall(after: 1))
        }
        #expect(error.code == .stalled)
        #expect(error.description.contains("sent nothing for 0.3 s"), "\(error)")
    }

    @Test func `a body that is cut off is tried again`() async throws {
        let count = Counter()
        let (_, requests) = try await fetch { _ in
            var reply = manifest()
            if count.next() == 1 { reply.ending = .cut(after: 20) }
            return reply
        }
        #expect(requests.count == 2)
    }

    @Test func `bytes of another digest than asked are refused`() async throws {
        let asked = Digest(algorithm: "sha256", hex: String(repeating: "b", count: 64))
        let error = try await refused(name: .digest(asked)) { _ in manifest() }
        #expect(error.code == .digestMismatch)
        for part in ["\(asked)", "\(DigestStream.digest(of: Array(imageText.utf8)))", "a/b", "127.0.0.1:"] {
            #expect(error.description.contains(part), "\(error)")
        }
    }

    @Test func `bytes of another digest than announced are refused`() async throws {
        let error = try await refused { _ in
            var reply = manifest()
            reply.headers.append(("docker-content-digest", "sha256:\(String(repeating: "c", count: 64))"))
            return reply
        }
        #expect(error.code == .digestMismatch)
    }

    @Test func `an endless manifest is refused`() async throws {
        let error = try await refused { _ in
            FaultServer.Reply(body: [UInt8](repeating: 32, count: 5 << 20), isChunked: true)
        }
        #expect(error.code == .invalidManifest)
        #expect(error.description.contains("4 MiB"), "\(error)")
    }

    @Test(arguments: [
        (#"{"schemaVersion":2,"config":{},"layers":[],"manifests":[]}"#, imageType, "both layers and manifests"),
        (imageText, "application/vnd.oci.image.index.v1+json", "calls itself"),
        (
            #"{"schemaVersion":1,"fsLayers":[]}"#, "application/vnd.docker.distribution.manifest.v1+prettyjws",
            "schema 1"
        ),
        (#"{"schemaVersion":2,"mediaType":"text/x","layers":[]}"#, "application/json", "text/x"),
        (#"{"schemaVersion":2}"#, imageType, "has no layers"), ("[]", imageType, "not a JSON object"),
        ("<html>", "text/html", "not JSON"),
    ])
    func `a manifest that is no clear image is refused`(_ text: String, _ type: String, _ words: String) async throws {
        let error = try await refused { _ in manifest(text, type) }
        #expect(error.description.contains(words), "\(error)")
    }

    @Test func `an index may come under a generic type`() async throws {
        let (found, _) = try await fetch { _ in manifest(#"{"schemaVersion":2,"manifests":[]}"#, "text/plain; x=y") }
        #expect(found.kind == .index)
        #expect(found.mediaType == "application/vnd.oci.image.index.v1+json")
    }

    @Test func `control characters of a server do not reach the terminal`() async throws {
        let error = try await refused { _ in
            .text(400, #"{"errors":[{"code":"X","message":"a\u001b[31mb"}]}"#)
        }
        #expect(!error.description.contains("\u{1b}"))
    }

    @Test func `a redirect of a manifest is followed only so often`() async throws {
        let error = try await refused { request in
            .text(307, "", [("location", "\(request.path)x")])
        }
        #expect(error.description.contains("more than 10 times"), "\(error)")
    }

    @Test func `tags come page by page`() async throws {
        let server = try FaultServer { request in
            request.query?.contains("last=b") == true
                ? .text(200, #"{"name":"a","tags":["c"]}"#)
                : .text(
                    200, #"{"name":"a","tags":["a","b"]}"#, [("link", "</v2/a/tags/list?n=2&last=b>; rel=\"next\"")])
        }
        defer { server.stop() }
        let tags = try await withSession { try await $0.repository(registry: server.registry, name: "a").tags() }
        #expect(tags == ["a", "b", "c"])
    }
}
