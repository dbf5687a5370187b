import JSONText
import OCISpecification
import TestSupport
import Testing

@testable import ImageTrust

@Suite struct LayerEncryptionTests {
    private static let zero = "sha256:" + String(repeating: "0", count: 64)

    private func layer(_ annotations: [String: String]) throws -> ContentDescriptor {
        ContentDescriptor(
            mediaType: "application/vnd.oci.image.layer.v1.tar+gzip+encrypted", digest: try #require(Digest(Self.zero)), size: 3,
            annotations: annotations)
    }

    private func pair(_ curve: EllipticCurve) throws -> (RecipientKey, OpeningKey) {
        let made = curve.newPair()
        let members: JSONObject = [
            "kty": "EC", "crv": .string(curve.rawValue), "x": .string(Base64.encodeURL(made.point.prefix(curve.size))),
            "y": .string(Base64.encodeURL(made.point.suffix(curve.size))), "d": .string(Base64.encodeURL(made.scalar)),
        ]
        let text = Array(JSONValue.object(members).text.utf8)
        return (try RecipientKey(parsing: text, of: "key"), try OpeningKey(parsing: text, passphrase: nil, of: "key"))
    }

    private func refusal(_ layer: ContentDescriptor, _ keys: [OpeningKey]) -> String {
        do throws(TrustError) {
            _ = try OpenedLayer(layer, with: keys)
            return "opened"
        } catch { return error.description }
    }

    @Test func `a key is derived as in appendix C of RFC 7518`() throws {
        let agreed: [UInt8] = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128, 106, 72, 246, 218, 167,
            121,
            140, 254, 144, 196,
        ]
        let key = KeyWrapping.agreement256.derivedKey(
            agreed, sender: Array("Alice".utf8), receiver: Array("Bob".utf8), algorithm: "A128GCM", size: 16)
        #expect(Base64.encodeURL(key) == "VqqN6vgjbSBcIijNcacQGg")
    }

    @Test func `the counter goes on over its whole width and wraps around`() throws {
        let full = [UInt8](repeating: 0xff, count: 16)
        #expect(LayerCipher.advanced(full, by: 1) == [UInt8](repeating: 0, count: 16))
        #expect(
            LayerCipher.advanced([UInt8](repeating: 0, count: 15) + [0xff], by: 0x1_0001) == [UInt8](repeating: 0, count: 13) + [1, 1, 0])
        #expect(LayerCipher.advanced([UInt8](repeating: 0, count: 16), by: .max) == [UInt8](repeating: 0, count: 8) + full.prefix(8))
    }

    @Test func `a vector of NIST is encrypted right in pieces of every size`() throws {
        // SP 800-38A, F.5.5, whose counter wraps its lowest byte
        let key: [UInt8] = [
            0x60, 0x3d, 0xeb, 0x10, 0x15, 0xca, 0x71, 0xbe, 0x2b, 0x73, 0xae, 0xf0, 0x85, 0x7d, 0x77, 0x81, 0x1f, 0x35, 0x2c, 0x07, 0x3b,
            0x61,
            0x08, 0xd7, 0x2d, 0x98, 0x10, 0xa3, 0x09, 0x14, 0xdf, 0xf4,
        ]
        let plain: [UInt8] = [
            0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96, 0xe9, 0x3d, 0x7e, 0x11, 0x73, 0x93, 0x17, 0x2a, 0xae, 0x2d, 0x8a, 0x57, 0x1e,
            0x03,
            0xac, 0x9c, 0x9e, 0xb7, 0x6f, 0xac, 0x45, 0xaf, 0x8e, 0x51,
        ]
        let expected: [UInt8] = [
            0x60, 0x1e, 0xc3, 0x13, 0x77, 0x57, 0x89, 0xa5, 0xb7, 0xa7, 0xf5, 0x04, 0xbb, 0xf3, 0xd2, 0x28, 0xf4, 0x43, 0xe3, 0xca, 0x4d,
            0x62,
            0xb5, 0x9a, 0xca, 0x84, 0xe9, 0x90, 0xca, 0xca, 0xf5, 0xc5,
        ]
        for size in 1...32 {
            var cipher = LayerCipher(key: key, nonce: (0xf0...0xff).map { UInt8($0) })
            var made: [UInt8] = []
            for start in stride(from: 0, to: plain.count, by: size) { made += cipher.encrypt(Array(plain[start..<min(start + size, 32)])) }
            #expect(made == expected, "in pieces of \(size)")
        }
    }

    @Test func `what is encrypted for several is opened by each of them and by nobody else`() throws {
        let pairs = try EllipticCurve.allCases.map { try pair($0) }
        let plain = Array("the bytes of a layer".utf8)
        let secret = LayerSecret()
        var cipher = secret.cipher()
        let sent = cipher.encrypt(plain)
        #expect(sent != plain)
        let digest = try #require(Digest("sha256:" + String(repeating: "a", count: 64)))
        for recipients in [pairs, [pairs[0]], [pairs[2]]] {
            let described = try layer(
                secret.annotations(after: cipher, of: digest, for: recipients.map(\.0)).merging(["own": "kept"]) { $1 })
            for (number, pair) in pairs.enumerated() {
                let isMeant = recipients.contains { $0.0 == pair.0 }
                guard isMeant else {
                    #expect(refusal(described, [pair.1]).contains("none of the given private keys"), "key \(number)")
                    continue
                }
                let opened = try OpenedLayer(described, with: [pair.1])
                #expect(opened.plain.digest == digest && opened.plain.annotations == ["own": "kept"])
                #expect(opened.plain.mediaType == "application/vnd.oci.image.layer.v1.tar+gzip")
                var back = opened.cipher()
                #expect(back.decrypt(sent) == plain && opened.isAuthentic(back))
                var torn = opened.cipher()
                _ = torn.decrypt([sent[0] ^ 1] + sent.dropFirst())
                #expect(!opened.isAuthentic(torn))
                var short = opened.cipher()
                _ = short.decrypt(Array(sent.dropLast()))
                #expect(!opened.isAuthentic(short))
            }
        }
    }

    @Test func `annotations that cannot be read are told in words`() throws {
        let (recipient, key) = try pair(.p256)
        let secret = LayerSecret()
        let good = try secret.annotations(after: secret.cipher(), of: try #require(Digest(Self.zero)), for: [recipient])
        func with(_ name: String, _ text: String?) throws -> ContentDescriptor {
            var changed = good
            changed[name] = text
            return try layer(changed)
        }
        func base64(_ text: String) -> String { Base64.encode(Array(text.utf8)) }
        #expect(refusal(try layer(good), [key]) == "opened")
        #expect(refusal(try layer(good), []).contains("missing private key needed for decryption"))
        let (jwe, options) = (LayerSecret.jweKey, LayerSecret.optionsKey)
        #expect(refusal(try with(jwe, nil), [key]).contains("has no key of it"))
        #expect(refusal(try with(jwe, "%%"), [key]).contains("is not base64"))
        #expect(refusal(try with(jwe, base64("[]")), [key]).contains("an array"))
        #expect(refusal(try with(jwe, base64("{}")), [key]).contains("\"iv\""))
        #expect(refusal(try with(jwe, base64("{\"a\":")), [key]).contains("not JSON"))
        #expect(refusal(try with(jwe, base64(String(repeating: "[", count: 100_000))), [key]).contains("not JSON"))
        #expect(refusal(try with(jwe, String(repeating: "AAAA,", count: 100_000)), [key]).contains("not JSON"))
        #expect(refusal(try with(options, nil), [key]).contains("is missing"))
        #expect(refusal(try with(options, "%"), [key]).contains("not base64"))
        #expect(refusal(try with(options, base64("1")), [key]).contains("a number"))
        #expect(refusal(try with(options, base64("{\"cipher\":\"ROT13\"}")), [key]).contains("ROT13"))
        #expect(refusal(try with(options, base64("{\"cipher\":\"\(LayerCipher.name)\",\"hmac\":\"AAAA\"}")), [key]).contains("HMAC"))
        var others = good
        others[LayerSecret.keyPrefix + "pgp"] = others.removeValue(forKey: jwe)
        #expect(refusal(try layer(others), [key]).contains("kept by pgp only"))
        // one bit of the envelope
        var message = try #require(Base64.decode(good[jwe] ?? ""))
        let place = (message.lastIndex(of: UInt8(ascii: ":")) ?? 0) + 3
        message[place] = message[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        #expect(refusal(try with(jwe, Base64.encode(message)), [key]).contains("damaged or forged"))
    }

    @Test func `several messages in one annotation are tried one after another`() throws {
        let (first, second) = (try pair(.p256), try pair(.p384))
        let secret = LayerSecret()
        let digest = try #require(Digest(Self.zero))
        let one = try secret.annotations(after: secret.cipher(), of: digest, for: [first.0])
        let two = try secret.annotations(after: secret.cipher(), of: digest, for: [second.0])
        var both = one
        both[LayerSecret.jweKey] = "\(one[LayerSecret.jweKey] ?? ""),\(two[LayerSecret.jweKey] ?? "")"
        #expect(refusal(try layer(both), [first.1]) == "opened")
        #expect(refusal(try layer(both), [second.1]) == "opened")
    }

    @Test func `other kinds of keys are refused by their names`() throws {
        for word in ["pgp:me@example.com", "pkcs7:/c.pem", "pkcs11:/p", "provider:kms:/k", "jwk:/x", "key.pem", "jwe:/does/not/exist"] {
            do throws(TrustError) {
                _ = try RecipientKey.read(word)
                Issue.record("\(word) was read")
            } catch { #expect(error.description.contains(word)) }
        }
        for word in ["pkcs11:/p", "provider:kms:/k", "/does/not/exist:secret"] {
            do throws(TrustError) {
                _ = try OpeningKey.read(word)
                Issue.record("\(word) was read")
            } catch { #expect(!error.description.contains("secret") && error.description.contains(word.split(separator: ":")[0])) }
        }
    }
}
