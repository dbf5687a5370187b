import ImageTrust
import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

@testable import RegistryAccess

/// A log of signatures as Rekor is one, as far as putting something into it goes.
@Suite struct SignatureLogTests {
    private func log(_ key: SigstorePrivateKey, _ change: @escaping @Sendable (String) -> String = { $0 }) throws -> FaultServer {
        try FaultServer { request in
            guard request.method == "POST", request.path == "/log/api/v1/log/entries" else { return .text(404, "") }
            let body = Base64.encode(change(String(decoding: request.body, as: UTF8.self)).utf8)
            let signed = #"{"body":"\#(body)","integratedTime":1700000000,"logID":"c0","logIndex":3}"#
            guard let stamp = try? key.sign(Array(signed.utf8)) else { return .text(500, "") }
            return .text(
                201,
                #"{"e1": {"body": "\#(body)", "integratedTime": 1700000000, "logID": "c0", "logIndex": 3, "#
                    + #""verification": {"signedEntryTimestamp": "\#(Base64.encode(stamp))"}}}"#)
        }
    }

    private func signature(_ key: SigstorePrivateKey) throws -> (SigstoreSignature, [UInt8]) {
        let manifest = Array("{}".utf8)
        let digest = try Digest(parsing: "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
        let claim = SignedClaim(.sigstore, digest: digest, reference: "a.b/c:1")
        return (try SigstoreSignature(claim, key: key, creator: "test", seconds: 1), manifest)
    }

    @Test func `what the log answers is the proof that a policy asks for`() async throws {
        let (key, logKey) = (SigstorePrivateKey(), SigstorePrivateKey())
        let server = try log(logKey)
        defer { server.stop() }
        let (plain, manifest) = try signature(key)
        let address = "http://\(server.registry)/log/"
        let logged = try await withSession(.quick()) { session in try await session.logged(plain, by: key, in: address) }
        func data(_ key: SigstorePrivateKey) -> String { Base64.encode(key.publicText.utf8) }
        func judge(_ signature: SigstoreSignature, _ log: SigstorePrivateKey) throws {
            let text = #"{"default": [{"type": "sigstoreSigned", "keyData": "\#(data(key))", "rekorPublicKeyData": "\#(data(log))"}]}"#
            try TrustPolicy(parsing: Array(text.utf8), path: "policy.json").judge(
                .registry(try ImageReference(parsing: "a.b/c:1")), manifest: manifest, simple: [], sigstore: [signature], environment: [:])
        }
        try judge(logged, logKey)
        #expect(throws: TrustError.self) { try judge(plain, logKey) }
        #expect(throws: TrustError.self) { try judge(logged, key) }
    }

    @Test func `a log that answers with something else is an error`() async throws {
        let (key, logKey) = (SigstorePrivateKey(), SigstorePrivateKey())
        let (plain, _) = try signature(key)
        let server = try log(logKey) { $0.replacing("sha256", with: "sha512") }
        defer { server.stop() }
        for (path, word) in [("/log", "something else"), ("/none", "404")] {
            let address = "http://\(server.registry)\(path)"
            let error = await #expect(throws: RegistryError.self) {
                _ = try await withSession(.quick()) { session in try await session.logged(plain, by: key, in: address) }
            }
            #expect(error?.description.contains(word) == true, "\(String(describing: error))")
        }
    }

    @Test(arguments: [
        ("privateKeyFile: k\nfulcio: {fulcioURL: x}\n", "Fulcio"), ("rekorURL: x\n", "no privateKeyFile"),
        ("privateKeyFile: k\nother: 1", "other"),
        ("- x", "no mapping"),
    ])
    func `parameters that are not understood are an error`(_ text: String, _ word: String) {
        let error = #expect(throws: TrustError.self) { try SigningParameters(parsing: Array(text.utf8), of: "p.yaml") }
        #expect(error?.description.contains(word) == true, "\(String(describing: error))")
    }
}
