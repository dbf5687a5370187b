internal import CryptoExtras
internal import JSONText

/// A key as RFC 7517 writes it in JSON: RSA, or a curve of NIST.
struct JSONWebKey {
    private let members: JSONValue

    init(parsing bytes: [UInt8], of path: String) throws(TrustError) {
        do throws(JSONError) { members = try JSONValue(parsing: bytes) } catch {
            throw RecipientKey.refusal(path, error.description)
        }
    }

    init(_ members: JSONValue) { self.members = members }

    /// A number in base64url; leading zeros make it as long as it has to be.
    private func number(_ name: String, size: Int = 0) -> [UInt8]? {
        guard let text = members[name]?.stringValue, text.utf8.count <= 4096, let bytes = Base64.decode(text), !bytes.isEmpty else {
            return nil
        }
        return size == 0 ? bytes : bytes.count > size ? nil : [UInt8](repeating: 0, count: size - bytes.count) + bytes
    }

    /// The curve and the point of a public key.
    var point: (curve: EllipticCurve, point: [UInt8])? {
        guard members["kty"]?.stringValue == "EC", let curve = members["crv"]?.stringValue.flatMap({ EllipticCurve(rawValue: $0) }),
            let x = number("x", size: curve.size), let y = number("y", size: curve.size), curve.isPoint(x + y)
        else { return nil }
        return (curve, x + y)
    }

    func recipient(of path: String) throws(TrustError) -> RecipientKey {
        var wrapping: KeyWrapping?
        if let name = members["alg"]?.stringValue, !name.isEmpty {
            wrapping = KeyWrapping(rawValue: name)
            if wrapping == nil { throw RecipientKey.refusal(path, "it is for the algorithm \(visible(name)), which is not supported") }
        }
        var key: RecipientKey
        if let point {
            key = RecipientKey(.elliptic(point.curve, point: point.point))
        } else if members["kty"]?.stringValue == "RSA", let n = number("n"), let e = number("e"),
            let known = try? _RSA.Encryption.PublicKey(n: n, e: e), known.keySizeInBits >= 2048
        {
            key = RecipientKey(.rsa(Array(known.derRepresentation)))
        } else {
            throw RecipientKey.refusal(path, "it is no key in JSON that is supported (RSA and EC P-256, P-384 and P-521 are)")
        }
        key.wrapping = wrapping
        return key
    }

    /// Nil when it is no private key that is supported.
    var opening: OpeningKey.Kind? {
        if let point, let scalar = number("d", size: point.curve.size), point.curve.isScalar(scalar) {
            return .elliptic(point.curve, scalar: scalar)
        }
        guard members["kty"]?.stringValue == "RSA", let n = number("n"), let e = number("e"), let d = number("d"), let p = number("p"),
            let q = number("q"), let key = try? _RSA.Encryption.PrivateKey(n: n, e: e, d: d, p: p, q: q)
        else { return nil }
        return .rsa(Array(key.derRepresentation))
    }
}
