import Linux
import OCISpecification
import TestSupport
import Testing

@testable import ImageTrust

@Suite struct SignatureTests {
    private let manifest = Array(#"{"schemaVersion": 2}"#.utf8)
    private func claim(_ name: String, of bytes: [UInt8]? = nil) throws -> SignedClaim {
        SignedClaim(.sigstore, digest: try #require(SignedClaim.digest(of: bytes ?? manifest, algorithm: "sha256")), reference: name)
    }

    private func policy(_ key: SigstorePrivateKey, _ identity: String = "matchRepoDigestOrExact") throws -> TrustPolicy {
        let text = #"""
            {"default": [{"type": "sigstoreSigned", "keyData": "\#(Base64.encode(key.publicText.utf8))",
              "signedIdentity": {"type": "\#(identity)"}}]}
            """#
        return try TrustPolicy(parsing: Array(text.utf8), path: "policy.json")
    }

    private func judge(_ policy: TrustPolicy, _ signatures: [SigstoreSignature], _ name: String = "a.b/c:1") throws {
        try policy.judge(
            .registry(try ImageReference(parsing: name)), manifest: manifest, simple: [], sigstore: signatures, environment: [:])
    }

    @Test func `an image signed with the key of the policy is accepted, and nothing else`() throws {
        let key = SigstorePrivateKey()
        let policy = try policy(key)
        let good = try SigstoreSignature(claim("a.b/c:1"), key: key, creator: "test", seconds: 1)
        try judge(policy, [good])
        let stranger = try SigstoreSignature(claim("a.b/c:1"), key: SigstorePrivateKey(), creator: "test", seconds: 1)
        let elsewhere = try SigstoreSignature(claim("a.b/d:1"), key: key, creator: "test", seconds: 1)
        let other = try SigstoreSignature(claim("a.b/c:1", of: [1]), key: key, creator: "test", seconds: 1)
        let altered = SigstoreSignature(payload: good.payload + [32], signature: good.signature)
        for wrong in [[], [stranger], [elsewhere], [other], [altered], [stranger, elsewhere, other, altered]] {
            #expect(throws: TrustError.self) { try judge(policy, wrong) }
        }
        try judge(policy, [stranger, good])
        #expect(throws: TrustError.self) { try judge(policy, [good], "a.b/c:2") }
    }

    @Test(arguments: [
        #"{"critical": {"type": "cosign container image signature", "image": {"docker-manifest-digest": "D"}}}"#,
        #"{"critical": {"type": "atomic container signature", "image": {"docker-manifest-digest": "D"}, "identity": {"docker-reference": "a.b/c:1"}}}"#,
        #"{"critical": {"type": "cosign container image signature", "image": {"docker-manifest-digest": "D", "x": 1}, "identity": {"docker-reference": "a.b/c:1"}}}"#,
        #"{"critical": {"type": "cosign container image signature", "image": {"docker-manifest-digest": "D"}, "identity": {"docker-reference": 1}}}"#,
        #"{"critical": {"type": "cosign container image signature", "image": {"docker-manifest-digest": "D"}, "identity": {"docker-reference": "a.b/c:1"}}, "x": 1}"#,
        #"[]"#, #""#,
    ]) func `a signed text of another form is no claim`(_ text: String) throws {
        let key = SigstorePrivateKey()
        let digest = try claim("a.b/c:1").digest
        let payload = Array(text.replacing("\"D\"", with: "\"\(digest)\"").utf8)
        let signature = SigstoreSignature(payload: payload, signature: try key.sign(payload))
        #expect(throws: TrustError.self) { try judge(try policy(key), [signature]) }
    }

    /// Made by skopeo 1.18 with the passphrase "secret", which signed this payload with it.
    private let foreignKey = """
        -----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----
        eyJrZGYiOnsibmFtZSI6InNjcnlwdCIsInBhcmFtcyI6eyJOIjo2NTUzNiwiciI6
        OCwicCI6MX0sInNhbHQiOiJYeStkRkM0QVZjeU1VcVpDQm1XZDB6Tk5QYzZGZGVH
        R0dTYlZQNmF5WDYwPSJ9LCJjaXBoZXIiOnsibmFtZSI6Im5hY2wvc2VjcmV0Ym94
        Iiwibm9uY2UiOiJlN3hEb1dWRkQ2N2JoMXM1b05PYWtoUm50ZkNHWWFtZCJ9LCJj
        aXBoZXJ0ZXh0IjoidEpqN1QvUmNNSWNaUE1PUHBSZGdzaEFmZWY0MVh1WlJTQktI
        UHRZWEdCSFZaMzdhNThGVk56Y0ViVDJRb0I1MlNQM2dZRzkvRldLME5nQ1FrQUNO
        MnZSV3lhUllRM05WVVFaTGVka2hIdlg3Vm16cTZmOXZVYXZNdnlPcHZRalZ3WDFs
        UG96S21BOXBrQWF3MWRGbTJ0cEtxdTFqNWUvVXJLVU5oREVTWlhiMGMwR3B6dlpi
        WHZYdTRFcUNHMklXbWNlNTFVQktLNzlIVkE9PSJ9
        -----END ENCRYPTED COSIGN PRIVATE KEY-----
        """
    private let foreignPayload =
        #"{"critical":{"identity":{"docker-reference":"127.0.0.1:33221/sk-theirs:1"},"#
        + #""image":{"docker-manifest-digest":"sha256:a01f3114de9c51137410f84c2b9bb6679c7bb4d8abe864cb7dfce249731558f1"},"#
        + #""type":"cosign container image signature"},"optional":{"creator":"containers/image 5.34.2","timestamp":1795295122}}"#
    private let foreignSignature =
        "MEQCIH8CohTynlnLsUpFXM62x2v0zTpZZCUS25vP0bK1v/QrAiAjBtQ8GD10ojI8fsIQ/JU670gai2j0d5VxDRhpnb92Fg=="

    @Test func `a key and a signature that skopeo made are understood`() throws {
        let key = try SigstorePrivateKey(parsing: Array(foreignKey.utf8), passphrase: Array("secret".utf8), of: "key")
        let signature = try #require(Base64.decode(foreignSignature))
        #expect(key.publicKey.verifies(signature, of: Array(foreignPayload.utf8)))
        #expect(!key.publicKey.verifies(signature, of: Array((foreignPayload + " ").utf8)))
        let claim = try SignedClaim(parsing: Array(foreignPayload.utf8), kind: .sigstore)
        #expect(claim.reference == "127.0.0.1:33221/sk-theirs:1")
    }

    @Test func `a private key is kept encrypted`() throws {
        let key = SigstorePrivateKey()
        let text = try key.encrypted(passphrase: Array("secret".utf8))
        #expect(text.hasPrefix("-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----\n"))
        let again = try SigstorePrivateKey(parsing: Array(text.utf8), passphrase: Array("secret".utf8), of: "key")
        #expect(again.publicText == key.publicText)
        #expect(throws: TrustError.self) { try SigstorePrivateKey(parsing: Array(text.utf8), passphrase: [], of: "key") }
    }

    @Test(arguments: [
        "EC -pkeyopt ec_paramgen_curve:P-256", "EC -pkeyopt ec_paramgen_curve:P-384", "RSA -pkeyopt rsa_keygen_bits:2048", "ED25519",
    ])
    func `keys that openssl makes sign as sigstore has it`(_ kind: String) throws {
        let folder = try TemporaryDirectory()
        let payload = try claim("a.b/c:1").payload(creator: "openssl", seconds: 1)
        try replaceFile("\(folder.path)/payload", with: payload, mode: 0o600)
        let sign = kind == "ED25519" ? "pkeyutl -sign -inkey key -rawin -in payload -out sig" : "dgst -sha256 -sign key -out sig payload"
        let script =
            "cd \(folder.path) && openssl genpkey -algorithm \(kind) -out key && openssl pkey -in key -pubout -out pub && openssl \(sign)"
        let made = try runCommand("/bin/sh", ["-c", script], environment: ["PATH=/usr/bin:/bin"])
        #expect(made.code == 0, "\(made.errors)")
        let keys = try SigstorePublicKey.read("\(folder.path)/pub")
        let signature = SigstoreSignature(payload: payload, signature: try readFile("\(folder.path)/sig"))
        #expect(try signature.verify(keys, manifest: manifest).reference == "a.b/c:1")
        #expect(throws: TrustError.self) {
            try SigstoreSignature(payload: payload + [10], signature: signature.signature).verify(keys, manifest: manifest)
        }
    }
}
