import ImageStorage
import ImageTrust
import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

@testable import RegistryAccess

/// Hostile manifests, references, policies and settings. `scripts/fuzz` runs them for longer.
@Suite struct ImageFuzzTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)
    private static let manifests = [
        #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"D","size":2},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"D","size":9,"urls":["https://a/b"],"annotations":{"a":"b"}}],"subject":{"mediaType":"m","digest":"D","size":1},"artifactType":"a/b","annotations":{"k":"v"}}"#,
        #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"D","size":7,"platform":{"architecture":"arm64","os":"linux","variant":"v8","os.features":["x"]}}]}"#,
        #"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":"application/vnd.docker.container.image.v1+json","digest":"D","size":2},"layers":[]}"#,
    ].map { JSONMutation($0.replacing("\"D\"", with: "\"\(digest)\"")) }

    /// Something that does not belong where it is put.
    private static func piece(_ random: inout SeededRandom) -> [UInt8] {
        let texts = ["../..", "\u{0}", "\u{202e}", "%2f%00", "\"\\u0000\"", "[[[[[[", "sha256:", "\n[aliases]\n", "::", "é"]
        switch random.below(4) {
        case 0: return (0..<random.below(40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        case 1: return [UInt8](repeating: UInt8(truncatingIfNeeded: random.next()), count: random.below(3000))
        default: return Array(texts[random.below(texts.count)].utf8)
        }
    }

    private func pass(_ run: FuzzRun) {
        #expect(run.findings.isEmpty, "\(run.findings.joined(separator: "\n"))")
        #expect(run.inputs > 20)
        #expect(run.accepted > 0, "not one of \(run.inputs) was accepted: nothing behind the reader was tried")
    }

    @Test func `no manifest crashes us or is taken for two things`() throws {
        var run = FuzzRun("manifest")
        try run.run(seconds: 3) { random in
            Self.manifests[random.below(Self.manifests.count)].mutated(with: &random)
        } _: { bytes in
            let types = [MediaType.manifest, MediaType.index, "", "text/plain"]
            guard
                let fetched = try? FetchedManifest(
                    bytes: bytes, digest: DigestStream.digest(of: bytes), announced: types[bytes.count % types.count])
            else { return false }
            guard let value = try? JSONValue(parsing: bytes) else { throw FuzzRun.Finding("what is no JSON was accepted") }
            if value["manifests"] != nil, value["layers"] != nil || value["config"] != nil {
                throw FuzzRun.Finding("it can be read in two ways")
            }
            switch try? fetched.document(of: "fuzz") {
            case .manifest(let image)?:
                if fetched.kind != .image { throw FuzzRun.Finding("an index was read as an image") }
                for layer in [image.config] + image.layers { _ = Digest(layer.digest.description) }
                for format in CopyFormat.allCases { _ = try? ManifestConversion.image(fetched, to: format, of: "fuzz") }
            case .index(let index)?:
                if fetched.kind != .index { throw FuzzRun.Finding("an image was read as an index") }
                _ = index.manifest(for: .host)
                _ = index.platforms.map { printable($0.description) }
            case nil: return false
            }
            return true
        }
        pass(run)
    }

    private static let names = [
        "debian", "docker.io/library/debian:12", "localhost:5000/a/b/c:tag_1.x-y", "[::1]:5000/x@" + digest, "a.b/c:1@" + digest,
        "oci:/tmp/x:name", "docker-archive:/a:b/c:1", "docker://q.io/a/b", "containers-storage:x", "*.example.com",
    ]

    @Test func `no name of an image crashes us, and what is read is written the same`() throws {
        var run = FuzzRun("reference")
        try run.run(seconds: 2) { random in
            var bytes = Array(Self.names[random.below(Self.names.count)].utf8)
            for _ in 0...random.below(4) {
                let at = random.below(bytes.count + 1)
                switch random.below(4) {
                case 0: bytes.insert(contentsOf: Self.piece(&random).prefix(200), at: at)
                case 1 where at < bytes.count: bytes.remove(at: at)
                case 2 where at < bytes.count: bytes[at] = UInt8(truncatingIfNeeded: random.next())
                default: bytes.insert(contentsOf: Array("/:@.-_%A".utf8).shuffled(using: &random).prefix(2), at: at)
                }
            }
            return bytes
        } _: { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            _ = try? ImagePlace(parsing: text)
            _ = WebAddress(text).map { $0.resolving(text) }
            _ = ImageSearch.split(text)
            _ = NetworkAddress(text)
            guard let reference = try? ImageReference(parsing: text) else { return false }
            guard try ImageReference(parsing: reference.description) == reference else {
                throw FuzzRun.Finding("\(reference) is read as another")
            }
            for part in [reference.domain, reference.path, reference.tag ?? "-"] where part.utf8.contains(where: { $0 <= 32 || $0 >= 127 })
            {
                throw FuzzRun.Finding("\(part) has characters that no name has")
            }
            if reference.path.split(separator: "/", omittingEmptySubsequences: false).contains(where: { ["", ".", ".."].contains($0) }) {
                throw FuzzRun.Finding("\(reference.path) leads elsewhere as a path")
            }
            _ = TrustedPlace.registry(reference)
            return true
        }
        pass(run)
    }

    private static let policy = JSONMutation(
        #"""
        {"default":[{"type":"reject"}],"transports":{"docker":{"a.b/c":[{"type":"signedBy","keyType":"GPGKeys","keyPath":"/k",
        "signedIdentity":{"type":"remapIdentity","prefix":"a.b","signedPrefix":"c.d"}}],"":[{"type":"sigstoreSigned","keyData":"QUFB",
        "signedIdentity":{"type":"exactReference","dockerReference":"a.b/c:1"}}]},"oci":{"/srv":[{"type":"reject"}]}}}
        """#)

    @Test func `no damage opens a policy that accepts nothing`() throws {
        let reference = try ImageReference(parsing: "a.b/c:1")
        let places = [
            TrustedPlace.registry(reference), .registry(try ImageReference(parsing: "x/y:2")), .path(transport: "oci", "/srv/x"),
            .dockerArchive("/x", nil),
        ]
        var run = FuzzRun("policy.json")
        try run.run(seconds: 2) {
            Self.policy.mutated(with: &$0)
        } _: { bytes in
            guard let policy = try? TrustPolicy(parsing: bytes, path: "policy.json") else { return false }
            for place in places {
                if policy.isOpen(for: place), !String(decoding: bytes, as: UTF8.self).contains("insecureAcceptAnything") {
                    throw FuzzRun.Finding("it accepts \(place.description)")
                }
                do throws(TrustError) {
                    try policy.judge(
                        place, manifest: [1], simple: [], sigstore: [SigstoreSignature(payload: bytes, signature: [1])], environment: [:])
                } catch { continue }
                if !policy.isOpen(for: place) { throw FuzzRun.Finding("it accepts \(place.description) without a good signature") }
            }
            return true
        }
        pass(run)
    }

    @Test func `no settings of registries crash us`() throws {
        let text = """
            unqualified-search-registries = ["a.b", "c.d"]
            short-name-mode = "permissive"
            credential-helpers = ["containers-auth.json"]
            [aliases]
            "x" = "a.b/x"
            [[registry]]
            prefix = "*.e.f"
            location = "g.h:5000/i"
            insecure = true
            [[registry.mirror]]
            location = "j.k"
            pull-from-mirror = "digest-only"
            """
        let lines = text.split(separator: "\n").map { Array($0.utf8) }
        var run = FuzzRun("registries.conf")
        try run.run(seconds: 2) { random in
            var lines = lines
            for _ in 0...random.below(3) {
                let at = random.below(lines.count)
                switch random.below(4) {
                case 0: lines.swapAt(at, random.below(lines.count))
                case 1: lines[at] = Array(lines[at].prefix(random.below(lines[at].count + 1)))
                case 2: lines[at].insert(contentsOf: Self.piece(&random).prefix(500), at: random.below(lines[at].count + 1))
                default: lines.insert(lines[at], at: random.below(lines.count))
                }
            }
            return Array(lines.joined(separator: [10]))
        } _: { bytes in
            var configuration = RegistriesConfiguration()
            do throws(RegistryError) { try configuration.add(bytes, path: "x") } catch { return false }
            for name in ["x", "x:1", "q.e.f/a", "g.h/b"] { _ = try? configuration.resolve(name) }
            _ = try? configuration.sources(registry: "q.e.f", name: "a/b", isDigest: true)
            return true
        }
        pass(run)
    }
}
