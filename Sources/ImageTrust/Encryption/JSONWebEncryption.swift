internal import Crypto
internal import JSONText

/// Messages of RFC 7516 in JSON: encrypted with A256GCM by a key that is wrapped for each of those who may read them.
enum JSONWebEncryption {
    static let cipher = "A256GCM"
    /// Attempts to unwrap a key take time.
    static let recipientLimit = 128

    enum Fault: Error {
        /// It is no such message.
        case malformed(String)
        case unsupported(String)
        /// It is one, but for others.
        case noKeyFits
        /// A key fits, and the bytes are not those that were sealed.
        case torn
    }

    // MARK: Sealing

    /// - Parameter recipients: at least one.
    static func seal(_ plain: [UInt8], for recipients: [RecipientKey]) throws(Fault) -> [UInt8] {
        let key = SymmetricKey(size: .bits256)
        let bytes = unsafe key.withUnsafeBytes { unsafe Array($0) }
        var wrapped: [(header: JSONObject, key: String)] = []
        for recipient in recipients {
            do throws(KeyWrapping.Refused) { wrapped.append(try wrap(bytes, for: recipient)) } catch {
                throw .unsupported("a public key cannot wrap the key of the layer")
            }
        }
        // With one recipient everything is in the protected header, as other tools write it.
        var protected = JSONObject()
        if wrapped.count == 1 { protected = wrapped[0].header }
        protected["enc"] = .string(cipher)
        let header = Base64.encodeURL(text(.object(protected)))
        let box: AES.GCM.SealedBox
        do { box = try AES.GCM.seal(plain, using: key, authenticating: Array(header.utf8)) } catch {
            throw .unsupported("AES-GCM refuses its input (\(error))")
        }
        var message: JSONObject = ["protected": .string(header)]
        if wrapped.count == 1 {
            message["encrypted_key"] = .string(wrapped[0].key)
        } else {
            message["recipients"] = .array(
                wrapped.map { .object(["header": .object($0.header), "encrypted_key": .string($0.key)]) })
        }
        message["iv"] = .string(Base64.encodeURL(Array(box.nonce)))
        message["ciphertext"] = .string(Base64.encodeURL(Array(box.ciphertext)))
        message["tag"] = .string(Base64.encodeURL(Array(box.tag)))
        return text(.object(message))
    }

    private static func text(_ value: JSONValue) -> [UInt8] { Array(value.text.utf8) }

    private static func wrap(_ key: [UInt8], for recipient: RecipientKey) throws(KeyWrapping.Refused) -> (JSONObject, String) {
        switch recipient.kind {
        case .rsa(let der):
            let wrapping = recipient.wrapping ?? .oaep
            return (["alg": .string(wrapping.rawValue)], Base64.encodeURL(try wrapping.wrap(key, rsa: der)))
        case .elliptic(let curve, let point):
            let wrapping = recipient.wrapping ?? .agreement256
            let pair = curve.newPair()
            let wrapped = try wrapping.wrap(key, curve, scalar: pair.scalar, point: point)
            let ephemeral: JSONObject = [
                "kty": "EC", "crv": .string(curve.rawValue), "x": .string(Base64.encodeURL(pair.point.prefix(curve.size))),
                "y": .string(Base64.encodeURL(pair.point.suffix(curve.size))),
            ]
            return (["alg": .string(wrapping.rawValue), "epk": .object(ephemeral)], Base64.encodeURL(wrapped))
        }
    }

    // MARK: Opening

    static func open(_ message: [UInt8], with keys: [OpeningKey]) throws(Fault) -> [UInt8] {
        let whole = try object(message, "it")
        let protectedText = whole["protected"]?.stringValue ?? ""
        var shared = JSONObject()
        if !protectedText.isEmpty { shared = try object(try bytes(whole, "protected"), "its protected header") }
        if let others = whole["unprotected"]?.objectValue { for member in others.members { shared[member.key] = member.value } }
        let (iv, ciphertext, tag) = (try bytes(whole, "iv"), try bytes(whole, "ciphertext"), try bytes(whole, "tag"))
        guard shared["crit"] == nil else { throw .unsupported("its header has critical members, which are not known") }
        guard shared["zip"] == nil else { throw .unsupported("its content is compressed, which is not supported") }
        let recipients = whole["recipients"]?.arrayValue ?? [.object(whole)]
        guard recipients.count <= recipientLimit else {
            throw .unsupported("it has \(recipients.count) recipients, of which at most \(recipientLimit) are looked at")
        }
        var refused: String?
        for recipient in recipients {
            var header = shared
            if let own = recipient["header"]?.objectValue { for member in own.members { header[member.key] = member.value } }
            guard let name = header["enc"]?.stringValue, name == cipher else {
                refused = "the cipher \(visible(header["enc"]?.stringValue ?? "that is not named"))"
                continue
            }
            guard let name = header["alg"]?.stringValue, let wrapping = KeyWrapping(rawValue: name) else {
                refused = "the algorithm \(visible(header["alg"]?.stringValue ?? "that is not named"))"
                continue
            }
            let wrapped = try bytes(recipient.objectValue ?? JSONObject(), "encrypted_key")
            for key in keys {
                // A key of another kind, or of somebody else: the next one.
                guard let content = try? unwrap(wrapped, wrapping, header, key), content.count == 32 else { continue }
                do {
                    let box = try AES.GCM.SealedBox(nonce: AES.GCM.Nonce(data: iv), ciphertext: ciphertext, tag: tag)
                    var authenticated = protectedText
                    if let more = whole["aad"]?.stringValue { authenticated += "." + more }
                    return Array(try AES.GCM.open(box, using: SymmetricKey(data: content), authenticating: Array(authenticated.utf8)))
                } catch { throw .torn }
            }
        }
        if let refused { throw .unsupported("it is made with \(refused), which is not supported") }
        throw .noKeyFits
    }

    private static func unwrap(
        _ wrapped: [UInt8], _ wrapping: KeyWrapping, _ header: JSONObject, _ key: OpeningKey
    ) throws(KeyWrapping.Refused) -> [UInt8] {
        switch key.kind {
        case .rsa(let der): return try wrapping.unwrap(wrapped, rsa: der)
        case .elliptic(let curve, let scalar):
            guard let ephemeral = header["epk"], let sender = JSONWebKey(ephemeral).point, sender.curve == curve else {
                throw KeyWrapping.Refused()
            }
            let parties = ["apu", "apv"].map { header[$0]?.stringValue.flatMap { Base64.decode($0) } ?? [] }
            return try wrapping.unwrap(
                wrapped, curve, scalar: scalar, point: sender.point, sender: parties[0], receiver: parties[1])
        }
    }

    private static func object(_ bytes: [UInt8], _ what: String) throws(Fault) -> JSONObject {
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(parsing: bytes) } catch {
            throw .malformed("\(what) is not JSON: \(error.description)")
        }
        guard let object = value.objectValue else { throw .malformed("\(what) is \(value.kindName), not an object") }
        return object
    }

    private static func bytes(_ object: JSONObject, _ name: String) throws(Fault) -> [UInt8] {
        guard let text = object[name]?.stringValue else { throw .malformed("it has no \"\(name)\"") }
        guard let bytes = Base64.decode(text) else { throw .malformed("its \"\(name)\" is not base64") }
        return bytes
    }
}
