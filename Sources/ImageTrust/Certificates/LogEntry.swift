internal import JSONText

/// The proof that a log (Rekor) gives for having a signature: its entry and the log's own signature of it.
public enum LogEntry {
    private typealias Fault = CertificateChain.Fault

    /// Throws unless one of the logs has this very signature of this payload by this key or certificate. Answers when it was
    /// put there, in seconds since 1970.
    static func verify(
        _ signature: SigstoreSignature, keyOrCertificate: [UInt8], _ logs: [SigstorePublicKey]
    ) throws(CertificateChain.Fault) -> Int64 {
        guard let text = signature.logEntry else { throw Fault(what: "it is in no log (\(SigstoreSignature.logAnnotation))") }
        let top = try object(Array(text.utf8), "the proof of the log", ["SignedEntryTimestamp", "Payload"])
        guard let stamp = top["SignedEntryTimestamp"]?.stringValue.flatMap({ Base64.decode($0) }), let payload = top["Payload"]?.objectValue
        else { throw Fault(what: "the proof of the log is not of its form") }
        guard Set(payload.keys) == ["body", "integratedTime", "logIndex", "logID"], payload.count == 4,
            let body = payload["body"]?.stringValue, let time = number(payload["integratedTime"]),
            let index = number(payload["logIndex"]), let log = payload["logID"]?.stringValue, isPlain(body), isPlain(log)
        else { throw Fault(what: "the entry of the log is not of its form") }
        // What the log signed is the canonical form of RFC 8785. Nothing in these texts needs an escape.
        let signed = Array("{\"body\":\"\(body)\",\"integratedTime\":\(time),\"logID\":\"\(log)\",\"logIndex\":\(index)}".utf8)
        guard logs.contains(where: { $0.verifies(stamp, of: signed) }) else {
            throw Fault(what: "the proof of the log is by none of the logs that the policy names")
        }
        guard let entry = Base64.decode(body) else { throw Fault(what: "the entry of the log is not Base64") }
        try compare(entry, signature, keyOrCertificate)
        return time
    }

    /// The entry that a log is asked to take.
    public static func text(of signature: SigstoreSignature, publicKey: String) -> [UInt8] {
        let hash = ContentHash.hex(of: signature.payload, algorithm: "sha256") ?? ""
        let tree: JSONValue = [
            "apiVersion": "0.0.1", "kind": "hashedrekord",
            "spec": [
                "data": ["hash": ["algorithm": "sha256", "value": .string(hash)]],
                "signature": [
                    "content": .string(Base64.encode(signature.signature)),
                    "publicKey": ["content": .string(Base64.encode(publicKey.utf8))],
                ],
            ],
        ]
        return Array(tree.text.utf8)
    }

    /// The proof as it hangs on a signature, from what the log answered when it took the entry.
    public static func proof(
        fromAnswer bytes: [UInt8], for signature: SigstoreSignature, publicKey: String
    ) throws(TrustError) -> String {
        func refusal(_ cause: String) -> TrustError {
            TrustError(.rejected, doing: "read", subject: "the log's answer", cause: cause)
        }
        let tree: JSONValue
        do throws(JSONError) { tree = try JSONValue(parsing: bytes) } catch { throw refusal(error.description) }
        guard let entries = tree.objectValue, entries.count == 1, let entry = entries.first(where: { _ in true })?.value,
            let body = entry["body"]?.stringValue, let time = number(entry["integratedTime"]), let index = number(entry["logIndex"]),
            let log = entry["logID"]?.stringValue, let stamp = entry["verification"]?["signedEntryTimestamp"]?.stringValue
        else { throw refusal("it tells no entry with a signature of the log") }
        guard let own = Base64.decode(body), let key = PEMText.blocks(Array(publicKey.utf8))?.first?.bytes else {
            throw refusal("its entry is not Base64")
        }
        do throws(CertificateChain.Fault) { try compare(own, signature, key) } catch { throw refusal(error.what) }
        let proof: JSONValue = [
            "SignedEntryTimestamp": .string(stamp),
            "Payload": [
                "body": .string(body), "integratedTime": .integer(time), "logIndex": .integer(index), "logID": .string(log),
            ],
        ]
        return proof.text
    }

    /// The entry has to be about what it is shown for.
    private static func compare(
        _ bytes: [UInt8], _ signature: SigstoreSignature, _ keyOrCertificate: [UInt8]
    ) throws(CertificateChain.Fault) {
        let entry = try object(bytes, "the entry of the log", ["apiVersion", "kind", "spec"])
        guard entry["kind"]?.stringValue == "hashedrekord", entry["apiVersion"]?.stringValue == "0.0.1" else {
            throw Fault(what: "the entry of the log is of another kind than hashedrekord 0.0.1")
        }
        let spec = entry["spec"]
        let key = spec?["signature"]?["publicKey"]?["content"]?.stringValue.flatMap { Base64.decode($0) }
        guard let blocks = key.flatMap({ PEMText.blocks($0) }), blocks.count == 1, blocks[0].bytes == keyOrCertificate else {
            throw Fault(what: "the log has another key or certificate")
        }
        guard spec?["signature"]?["content"]?.stringValue.flatMap({ Base64.decode($0) }) == signature.signature else {
            throw Fault(what: "the log has another signature")
        }
        guard spec?["data"]?["hash"]?["algorithm"]?.stringValue == "sha256",
            spec?["data"]?["hash"]?["value"]?.stringValue == ContentHash.hex(of: signature.payload, algorithm: "sha256")
        else { throw Fault(what: "the log has the signature of something else") }
    }

    private static func object(_ bytes: [UInt8], _ name: String, _ members: Set<String>) throws(CertificateChain.Fault) -> JSONObject {
        let tree: JSONValue
        do throws(JSONError) { tree = try JSONValue(parsing: bytes) } catch { throw Fault(what: "\(name): \(error.description)") }
        guard let object = tree.objectValue, Set(object.keys) == members, object.count == members.count else {
            throw Fault(what: "\(name) has not the members \(members.sorted().joined(separator: ", "))")
        }
        return object
    }

    /// A number that every reader of JSON reads the same.
    private static func number(_ value: JSONValue?) -> Int64? {
        guard case .integer(let number) = value, number >= 0, number < 1 << 53 else { return nil }
        return number
    }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || [43, 47, 61].contains($0) }
    }
}
