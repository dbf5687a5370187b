import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

@testable import ImageTrust

/// Signatures with certificates, by authorities and logs that openssl makes for the test.
@Suite struct CertificateTests {
    private static let manifest = Array(#"{"schemaVersion": 2}"#.utf8)
    private static let day: Int64 = 86400

    /// Authorities, certificates and keys, made once: files of one directory.
    private final class Authorities: Sendable {
        let path: String
        let now = Int64(Timestamp.now.seconds) + 60

        init() throws {
            path = "/tmp/apus-certificates-\(CurrentProcess.identifier)-\(UInt32.random(in: 0 ... .max))"
            try makeDirectory(path)
            let script = """
                set -e
                cd \(path)
                key() { openssl ecparam -name prime256v1 -genkey -noout -out $1.key; }
                for n in root other middle leaf log strange; do key $n; done
                openssl ec -in log.key -pubout -out log.pub; openssl ec -in strange.key -pubout -out strange.pub
                openssl ec -in leaf.key -pubout -out leaf.pub
                ca="basicConstraints=critical,CA:true
                keyUsage=critical,keyCertSign"
                signer="keyUsage=critical,digitalSignature
                extendedKeyUsage=codeSigning"
                fulcio() { printf '%s\\nsubjectAltName=critical,email:%s\\n1.3.6.1.4.1.57264.1.1=DER:%s\\n1.3.6.1.4.1.57264.1.8=ASN1:UTF8String:%s\\n' "$signer" "$1" "$(printf %s "$2" | od -An -tx1 | tr -d ' \\n')" "$3"; }
                for n in root other; do
                  openssl req -x509 -new -key $n.key -subj /CN=$n -days 3650 -addext 'keyUsage=critical,keyCertSign' -out $n.pem
                done
                # NAME ISSUER FROM TO: what stands in NAME.ext is in it
                issue() {
                  openssl req -new -key ${5:-leaf}.key -subj "/CN=$1" -out x.csr
                  openssl x509 -req -in x.csr -CA $2.pem -CAkey ${6:-$2}.key -set_serial 0x$(openssl rand -hex 8) -extfile $1.ext -days 3000 -out $1.pem
                }
                printf '%s\\n' "$ca" > middle.ext; issue middle root x x middle
                fulcio me@example.com https://login.example.com https://login.example.com > good.ext; issue good middle
                fulcio you@example.com https://login.example.com https://login.example.com > you.ext; issue you middle
                fulcio me@example.com https://evil.example.com https://evil.example.com > evil.ext; issue evil middle
                fulcio me@example.com https://login.example.com https://evil.example.com > torn.ext; issue torn middle
                cp good.ext foreign.ext; issue foreign other
                printf 'subjectAltName=email:me@example.com,DNS:build.example.com,DNS:*.ci.example.com\\n%s\\n' "$signer" > own.ext; issue own middle
                printf 'subjectAltName=email:me@example.com\\nextendedKeyUsage=serverAuth\\n' > server.ext; issue server middle
                printf 'subjectAltName=email:me@example.com\\n1.2.3.4=critical,DER:0500\\n%s\\n' "$signer" > odd.ext; issue odd middle
                # signed by a certificate that is no authority
                cp own.ext below.ext; issue below own x x leaf leaf
                cat middle.pem root.pem > chain.pem
                """
            let made = try runCommand("/bin/sh", ["-c", script], environment: ["PATH=/usr/bin:/bin"])
            guard made.code == 0 else { throw Broken(text: made.errors) }
        }

        deinit { _ = try? removeTree(path) }

        func text(_ name: String) throws -> String { String(decoding: try readFile("\(path)/\(name)"), as: UTF8.self) }

        /// The signature of openssl, in DER.
        func sign(_ bytes: [UInt8], _ key: String) throws -> [UInt8] {
            try replaceFile("\(path)/tbs", with: bytes, mode: 0o600)
            let made = try runCommand(
                "/usr/bin/openssl", ["dgst", "-sha256", "-sign", "\(path)/\(key).key", "-out", "\(path)/sig", "\(path)/tbs"],
                environment: [])
            guard made.code == 0 else { throw Broken(text: made.errors) }
            return try readFile("\(path)/sig")
        }

        func signature(
            _ certificate: String?, name: String = "a.b/c:1", chain: String? = "chain.pem", log: String? = "log", at time: Int64? = nil,
            altering alter: (String) -> String = { $0 }
        ) throws -> SigstoreSignature {
            let digest = try #require(SignedClaim.digest(of: manifest, algorithm: "sha256"))
            let payload = SignedClaim(.sigstore, digest: digest, reference: name).payload(creator: "test", seconds: 1)
            var signature = SigstoreSignature(payload: payload, signature: try sign(payload, "leaf"))
            signature.certificate = try certificate.map { try text("\($0).pem") }
            signature.chain = try chain.map { try text($0) }
            guard let log else { return signature }
            let key = try signature.certificate ?? text("leaf.pub")
            let hash = try #require(SignedClaim.digest(of: payload, algorithm: "sha256")).hex
            let entry = alter(
                #"{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{"data":{"hash":{"algorithm":"sha256","value":"\#(hash)"}},"#
                    + #""signature":{"content":"\#(Base64.encode(signature.signature))","publicKey":{"content":"\#(Base64.encode(key.utf8))"}}}}"#
            )
            let (body, seconds) = (Base64.encode(entry.utf8), time ?? now)
            let signed = #"{"body":"\#(body)","integratedTime":\#(seconds),"logID":"c0ffee","logIndex":7}"#
            let stamp = Base64.encode(try sign(Array(signed.utf8), log))
            // In another order and with blanks: what the log signed is the canonical form.
            signature.logEntry = alter(
                #"{"SignedEntryTimestamp": "\#(stamp)", "Payload": {"logIndex": 7, "integratedTime": \#(seconds), "body": "\#(body)", "logID": "c0ffee"}}"#
            )
            return signature
        }
    }

    private struct Broken: Error { let text: String }

    private func judge(_ requirement: String, _ signatures: [SigstoreSignature], in folder: Authorities) async throws(TrustError) {
        let text = #"{"default": [{"type": "sigstoreSigned", \#(requirement.replacing("DIR", with: folder.path))}]}"#
        let policy = try TrustPolicy(parsing: Array(text.utf8), path: "policy.json")
        let place = TrustedPlace.registry(ImageReference("a.b/c:1")!)
        let certified = try await policy.certified(signatures, for: place)
        try policy.judge(
            place, manifest: Self.manifest, simple: [], sigstore: signatures, certified: certified, environment: [:])
    }

    private static let fulcio =
        #""fulcio": {"caPath": "DIR/root.pem", "oidcIssuer": "https://login.example.com", "subjectEmail": "me@example.com"}, "#
    private static let log = #""rekorPublicKeyPath": "DIR/log.pub""#

    private func refuses(
        _ requirement: String, _ signature: SigstoreSignature, _ word: String, in folder: Authorities,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        do {
            try await judge(requirement, [signature], in: folder)
            Issue.record("it was accepted", sourceLocation: sourceLocation)
        } catch {
            #expect(error.code == .rejected && error.cause.contains(word), "\(error)", sourceLocation: sourceLocation)
        }
    }

    @Test func `who logged in at the named place is accepted while the log shows it`() async throws {
        let made = try Authorities()
        let wanted = Self.fulcio + Self.log
        let good = try made.signature("good")
        try await judge(wanted, [good], in: made)
        try await judge(wanted, [try made.signature("you"), good], in: made)
        try await judge(Self.fulcio + #""rekorPublicKeyPaths": ["DIR/strange.pub", "DIR/log.pub"]"#, [good], in: made)
        await refuses(wanted, try made.signature("you"), "not for me@example.com", in: made)
        await refuses(wanted, try made.signature("evil"), "evil.example.com", in: made)
        await refuses(wanted, try made.signature("torn"), "two issuers", in: made)
        await refuses(wanted, try made.signature("own"), "names no issuer", in: made)
        await refuses(wanted, try made.signature("foreign", chain: nil), "none of the authorities", in: made)
        await refuses(wanted, try made.signature("good", chain: nil), "none of the authorities", in: made)
        await refuses(wanted, try made.signature(nil), "no certificate", in: made)
        await refuses(wanted, try made.signature("good", name: "a.b/c:2"), "a.b/c:2", in: made)
        // when it was logged is what counts
        await refuses(wanted, try made.signature("good", at: made.now - 2 * Self.day), "not at", in: made)
        await refuses(wanted, try made.signature("good", at: made.now + 4000 * Self.day), "not at", in: made)
        try await judge(wanted, [try made.signature("good", at: made.now + 1000 * Self.day)], in: made)
        // another key than that of the certificate
        var swapped = good
        let stranger = SigstorePrivateKey()
        swapped = SigstoreSignature(payload: good.payload, signature: try stranger.sign(good.payload))
        swapped.certificate = good.certificate
        swapped.chain = good.chain
        swapped.logEntry = good.logEntry
        await refuses(wanted, swapped, "another signature", in: made)
    }

    @Test func `a log has to have just this signature`() async throws {
        let made = try Authorities()
        let wanted = #""keyPath": "DIR/leaf.pub", "# + Self.log
        try await judge(wanted, [try made.signature(nil)], in: made)
        try await judge(#""keyPath": "DIR/leaf.pub""#, [try made.signature(nil, log: nil)], in: made)
        await refuses(wanted, try made.signature(nil, log: nil), "in no log", in: made)
        await refuses(wanted, try made.signature(nil, log: "strange"), "none of the logs", in: made)
        for (from, to, word) in [
            ("0.0.1", "0.0.2", "another kind"), ("hashedrekord", "intoto", "another kind"),
            ("\"value\":\"", "\"value\":\"0", "something else"),
            ("sha256", "sha512", "something else"), ("\"content\":\"M", "\"content\":\"N", "another"), ("\"spec\"", "\"sp\"", "members"),
            ("\"logIndex\": 7", "\"logIndex\": 8", "none of the logs"), ("\"logIndex\": 7", "\"logIndex\": 7.0", "not of its form"),
            ("\"Payload\"", "\"More\": 1, \"Payload\"", "members"), ("c0ffee", "c0\\u0066fee", ""),
            ("c0ffee", "c0ff\\\"", "not of its form"),
        ] {
            let altered = try made.signature(nil) { $0.replacing(from, with: to) }
            // The same text written otherwise is the same proof.
            if word.isEmpty { try await judge(wanted, [altered], in: made) } else { await refuses(wanted, altered, word, in: made) }
        }
        await refuses(#""keyPath": "DIR/strange.pub", "# + Self.log, try made.signature(nil), "not made with a key", in: made)
    }

    @Test func `certificates of an authority of one's own name their owner`() async throws {
        let made = try Authorities()
        func own(_ words: String) -> String {
            #""pki": {"caRootsPath": "DIR/root.pem", "caIntermediatesPath": "DIR/middle.pem", \#(words)}"#
        }
        let bare = try made.signature("own", chain: nil, log: nil)
        for words in [
            #""subjectEmail": "me@example.com""#, #""subjectHostname": "build.example.com""#, #""subjectHostname": "A.ci.Example.com.""#,
            #""subjectEmail": "me@example.com", "subjectHostname": "build.example.com""#,
        ] { try await judge(own(words), [bare], in: made) }
        for (words, reason) in [
            (#""subjectEmail": "you@example.com""#, "not for you@example.com"),
            (#""subjectHostname": "example.com""#, "not for example.com"),
            (#""subjectHostname": "a.b.ci.example.com""#, "not for"), (#""subjectHostname": "ci.example.com""#, "not for"),
            (#""subjectEmail": "me@example.com", "subjectHostname": "x.example.com""#, "not for x"),
        ] { await refuses(own(words), bare, reason, in: made) }
        let mail = own(#""subjectEmail": "me@example.com""#)
        for (name, reason) in [("server", "signing code"), ("odd", "none of the authorities"), ("below", "none of the authorities")] {
            await refuses(mail, try made.signature(name, chain: nil, log: nil), reason, in: made)
        }
        let below = try made.signature("below", chain: nil, log: nil)
        var withChain = below
        withChain.chain = try made.text("own.pem") + made.text("root.pem")
        await refuses(mail, withChain, "", in: made)
        // the chain may come with the signature
        let roots = #""pki": {"caRootsPath": "DIR/root.pem", "subjectEmail": "me@example.com"}"#
        try await judge(roots, [try made.signature("own", log: nil)], in: made)
        await refuses(roots, bare, "none of the authorities", in: made)
        // with the key of a log the log is asked too
        try await judge(mail + ", " + Self.log, [try made.signature("own")], in: made)
        await refuses(mail + ", " + Self.log, bare, "in no log", in: made)
    }

    @Test(arguments: [
        #""fulcio": {"caPath": "/c", "oidcIssuer": "i", "subjectEmail": "e"}"#, #""fulcio": {}, "rekorPublicKeyPath": "/k""#,
        #""fulcio": {"caPath": "/c", "subjectEmail": "e"}, "rekorPublicKeyPath": "/k""#,
        #""fulcio": {"caPath": "/c", "oidcIssuer": "i"}, "rekorPublicKeyPath": "/k""#,
        #""fulcio": {"caPath": "/c", "caData": "AAAA", "oidcIssuer": "i", "subjectEmail": "e"}, "rekorPublicKeyPath": "/k""#,
        #""keyPath": "/k", "pki": {"caRootsPath": "/c", "subjectEmail": "e"}"#, #""pki": {"caRootsPath": "/c"}"#,
        #""pki": {"subjectEmail": "e"}"#, #""pki": {"caRootsPath": "/c", "subjectHostname": "10.0.0.1"}"#,
        #""keyPath": "/k", "rekorPublicKeyPath": "/k", "rekorPublicKeyData": "AAAA""#, #""rekorPublicKeyPath": "/k""#,
        #""pki": {"caRootsPath": "/c", "subjectEmail": "e", "more": 1}"#,
    ])
    func `a requirement that says too little or too much is an error`(_ requirement: String) {
        #expect(throws: TrustError.self) {
            try TrustPolicy(parsing: Array(#"{"default": [{"type": "sigstoreSigned", \#(requirement)}]}"#.utf8), path: "policy.json")
        }
    }

    @Test func `no damage to what came with a signature makes another image acceptable, nor ends the program`() async throws {
        let made = try Authorities()
        let good = try made.signature("good")
        let requirement = Self.fulcio + Self.log
        var state: UInt64 = 42
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        func damaged(_ text: String?) -> String? {
            guard let text else { return nil }
            var bytes = Array(text.utf8)
            switch random(3) {
            case 0: bytes[random(bytes.count)] = UInt8(random(128))
            case 1: bytes.removeSubrange(random(bytes.count)...)
            default: bytes.insert(contentsOf: Array("A\n=\"{".utf8)[random(5)...], at: random(bytes.count))
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        var accepted = 0
        for round in 0..<400 {
            var one = good
            switch round % 4 {
            case 0: one.certificate = damaged(good.certificate)
            case 1: one.chain = damaged(good.chain)
            case 2: one.logEntry = damaged(good.logEntry)
            default:
                one = SigstoreSignature(
                    payload: Array((damaged(String(decoding: good.payload, as: UTF8.self)) ?? "").utf8), signature: good.signature)
                (one.certificate, one.chain, one.logEntry) = (good.certificate, good.chain, good.logEntry)
            }
            // Some damage does no harm: to the root that came along, which is not looked at, or a line break in the armour.
            if (try? await judge(requirement, [one], in: made)) != nil {
                accepted += 1
                #expect(one.payload == good.payload && round % 4 != 3, "\(one)")
            }
        }
        #expect(accepted < 200)
    }

    @Test func `files that are no certificates or keys are named`() async throws {
        let made = try Authorities()
        let good = try made.signature("good")
        for (path, word) in [("DIR/log.pub", "PUBLIC KEY"), ("DIR/none.pem", "none.pem"), ("DIR/sig", "PEM")] {
            let error = await #expect(throws: TrustError.self) {
                try await judge(Self.fulcio.replacing("DIR/root.pem", with: path) + Self.log, [good], in: made)
            }
            #expect(error?.code == .configuration && error?.description.contains(word) == true, "\(path): \(String(describing: error))")
        }
    }
}
