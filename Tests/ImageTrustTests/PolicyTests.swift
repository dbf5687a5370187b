import OCISpecification
import Testing

@testable import ImageTrust

@Suite struct PolicyTests {
    private func policy(_ text: String) throws -> TrustPolicy { try TrustPolicy(parsing: Array(text.utf8), path: "policy.json") }
    private func place(_ name: String) throws -> TrustedPlace { .registry(try ImageReference(parsing: name)) }

    @Test func `the narrowest scope decides`() throws {
        let policy = try policy(
            #"""
            {"default": [{"type": "reject"}], "transports": {"docker": {
              "registry.example.com/team/app:1": [{"type": "reject"}],
              "registry.example.com/team/app": [{"type": "insecureAcceptAnything"}],
              "registry.example.com/team": [{"type": "reject"}],
              "*.example.org": [{"type": "insecureAcceptAnything"}],
              "docker.io": [{"type": "insecureAcceptAnything"}]}}}
            """#)
        for (name, isOpen) in [
            ("registry.example.com/team/app:1", false), ("registry.example.com/team/app:2", true),
            ("registry.example.com/team/other:2", false), ("registry.example.com/else:2", false), ("debian:12", true),
            ("a.b.example.org/x:1", true), ("a.example.org:5000/x:1", true), ("example.org/x:1", false),
        ] { #expect(policy.isOpen(for: try place(name)) == isOpen, "\(name)") }
    }

    @Test func `a transport has a scope for all of it, and paths lie in each other`() throws {
        let policy = try policy(
            #"""
            {"default": [{"type": "reject"}], "transports": {"docker-archive": {"": [{"type": "insecureAcceptAnything"}]},
              "oci": {"/srv/images": [{"type": "insecureAcceptAnything"}], "/srv/images/bad:1": [{"type": "reject"}]}}}
            """#)
        #expect(policy.isOpen(for: .dockerArchive("/x", nil)))
        #expect(policy.isOpen(for: .path(transport: "oci", "/srv/images/good", name: "1")))
        #expect(!policy.isOpen(for: .path(transport: "oci", "/srv/images/bad", name: "1")))
        #expect(!policy.isOpen(for: .path(transport: "oci", "/srv")))
        #expect(!policy.isOpen(for: .path(transport: "dir", "/srv/images")))
    }

    @Test(arguments: [
        #"{}"#, #"[]"#, #"{"default": []}"#, #"{"default": [{"type": "accept"}]}"#, #"{"default": [{}]}"#,
        #"{"default": [{"type": "reject"}], "more": 1}"#, #"{"default": [{"type": "reject", "because": 1}]}"#,
        #"{"default": [{"type": "signedBy", "keyType": "GPGKeys"}]}"#,
        #"{"default": [{"type": "signedBy", "keyPath": "/k"}]}"#,
        #"{"default": [{"type": "signedBy", "keyType": "GPGKeys", "keyPath": "/k", "keyData": "AAAA"}]}"#,
        #"{"default": [{"type": "signedBy", "keyType": "X", "keyPath": "/k"}]}"#,
        #"{"default": [{"type": "sigstoreSigned", "keyData": "%"}]}"#,
        #"{"default": [{"type": "sigstoreSigned", "keyPath": "/k", "signedIdentity": {"type": "any"}}]}"#,
        #"{"default": [{"type": "sigstoreSigned", "keyPath": "/k", "signedIdentity": {"type": "exactReference", "dockerReference": "a"}}]}"#,
        #"{"default": [{"type": "reject"}], "transports": {"docker": {"a": []}}}"#,
    ]) func `a policy that is not understood is an error`(_ text: String) {
        #expect(throws: TrustError.self) { try policy(text) }
    }

    @Test func `what cannot be checked accepts nothing and names itself`() throws {
        for (requirement, word) in [
            (#"{"type": "signedBaseLayer", "baseLayerIdentity": {}}"#, "signedBaseLayer"),
            (#"{"type": "signedBy", "keyType": "X509Certificates", "keyPath": "/k"}"#, "X509Certificates"),
        ] {
            let policy = try policy(#"{"default": [\#(requirement)]}"#)
            let place = try place("a/b:1")
            #expect(!policy.isOpen(for: place))
            let error = #expect(throws: TrustError.self) {
                try policy.judge(place, manifest: [], simple: [], sigstore: [], environment: [:])
            }
            #expect(error?.cause.contains(word) == true)
        }
    }

    @Test(arguments: [
        ("matchExact", "a.b/c:1", "a.b/c:1", true), ("matchExact", "a.b/c:1", "a.b/c:2", false), ("matchExact", "a.b/c:1", "a.b/c", false),
        ("matchRepoDigestOrExact", "a.b/c:1", "a.b/c:1", true), ("matchRepoDigestOrExact", "a.b/c:1", "a.b/c:2", false),
        ("matchRepoDigestOrExact", "a.b/c@D", "a.b/c:2", true), ("matchRepoDigestOrExact", "a.b/c@D", "a.b/d:2", false),
        ("matchRepoDigestOrExact", "a.b/c@D", "a.b/c", false), ("matchExact", "a.b/c@D", "a.b/c:2", false),
        ("matchRepository", "a.b/c:1", "a.b/c:2", true), ("matchRepository", "a.b/c:1", "a.b/c", true),
        ("matchRepository", "a.b/c:1", "a.b/d:1", false), ("matchRepository", "a.b/c:1", "not a name", false),
    ]) func `names of signatures fit as the kind of identity says`(_ kind: String, _ image: String, _ signed: String, _ fits: Bool) throws {
        let digest = "sha256:" + String(repeating: "0", count: 64)
        let rules = ["matchExact": IdentityRule.matchExact, "matchRepoDigestOrExact": .matchRepoDigestOrExact]
        let reference = try ImageReference(parsing: image.replacing("D", with: digest))
        #expect((rules[kind] ?? .matchRepository).accepts(signed, for: reference) == fits)
        #expect(!(rules[kind] ?? .matchRepository).accepts(signed, for: nil))
    }

    @Test func `a name can be fixed or remapped`() throws {
        let image = try ImageReference(parsing: "mirror.local/vendor/c:1")
        #expect(IdentityRule.exactReference(try ImageReference(parsing: "v.com/c:9")).accepts("v.com/c:9", for: image))
        #expect(!IdentityRule.exactReference(try ImageReference(parsing: "v.com/c:9")).accepts("v.com/c:8", for: image))
        #expect(IdentityRule.exactRepository("v.com/c").accepts("v.com/c:8", for: nil))
        let remap = IdentityRule.remapIdentity(prefix: "mirror.local/vendor", signedPrefix: "vendor.com")
        #expect(remap.accepts("vendor.com/c:1", for: image))
        #expect(!remap.accepts("vendor.com/c:2", for: image))
        #expect(!remap.accepts("mirror.local/vendor/c:1", for: image))
        let other = try ImageReference(parsing: "mirror.local/vendors/c:1")
        #expect(remap.accepts("mirror.local/vendors/c:1", for: other))
    }

    @Test func `where signatures lie is read from YAML`() throws {
        var places = try SignatureLocations(named: "/var/empty", environment: [:], isRoot: true)
        try places.add(
            Array(
                """
                # comment
                default-docker:
                    lookaside: "https://sig.example.com/all/" # tail
                docker:
                  registry.example.com:5000:
                    use-sigstore-attachments: true
                  registry.example.com:5000/team:
                    sigstore: file:///srv/sig
                    lookaside-staging: file:///srv/stage
                """.utf8), path: "a.yaml")
        let digest = try Digest(parsing: "sha256:" + String(repeating: "0", count: 64))
        let reference = try ImageReference(parsing: "registry.example.com:5000/team/app:1")
        let end = "/team/app@sha256=\(digest.hex)/signature-1"
        #expect(places.simple(reference, digest, number: 1, writing: false) == "file:///srv/sig" + end)
        #expect(places.simple(reference, digest, number: 1, writing: true) == "file:///srv/stage" + end)
        #expect(places.usesAttachments(reference))
        let other = try ImageReference(parsing: "team/app:1")
        #expect(places.simple(other, digest, number: 1, writing: true) == "https://sig.example.com/all" + end)
        #expect(!places.usesAttachments(other))
        for wrong in [
            "docker: [a]", "docker:\n\ta: b", "other:\n  a: b", "docker:\n  a:\n    look: b", "docker:\n    a:\n      b: c\n  d:\n", "x",
        ] {
            #expect(throws: TrustError.self, "\(wrong)") { try places.add(Array(wrong.utf8), path: "b.yaml") }
        }
    }
}
