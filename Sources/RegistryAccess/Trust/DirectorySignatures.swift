internal import ImageTrust
internal import JSONText

/// Signatures in the directory of a `dir:`, beside its manifest: `signature-1` and so on. Simple ones are as GPG made them; other kinds
/// begin with a zero byte, the name of their kind and a line break.
enum DirectorySignatures {
    static func name(_ number: Int) -> String { "signature-\(number)" }

    static func simple(in path: String) throws(RegistryError) -> [[UInt8]] {
        try all(in: path).filter { $0.first != 0 }
    }

    private static func all(in path: String) throws(RegistryError) -> [[UInt8]] {
        let tree = try FileTree(directory: path, doing: "read the image directory")
        var found: [[UInt8]] = []
        for number in 1...128 {
            guard let bytes = try tree.read(name(number)) else { break }
            if !bytes.isEmpty { found.append(bytes) }
        }
        return found
    }

    private struct Contents: Decodable {
        var mimeType: String
        var payload: String
        var annotations: [String: String]?
    }

    private static let sigstoreMark = [0] + Array("sigstore-json\n".utf8)

    /// Those of sigstore, as skopeo puts them there.
    static func sigstore(in path: String) throws(RegistryError) -> [SigstoreSignature] {
        var found: [SigstoreSignature] = []
        for bytes in try all(in: path) where bytes.starts(with: sigstoreMark) {
            // One that cannot be read signs nothing: others may.
            guard let contents = try? JSON.decode(Contents.self, from: Array(bytes.dropFirst(sigstoreMark.count))),
                contents.mimeType == SigstoreSignature.mediaType, let payload = Base64.decode(contents.payload)
            else { continue }
            if let signature = SigstoreSignature(payload: payload, annotations: contents.annotations ?? [:]) { found.append(signature) }
        }
        return found
    }
}

extension SigstoreSignature {
    /// As it hangs on an image: what was signed, and all else in annotations.
    init?(payload: [UInt8], annotations: [String: String]) {
        guard let text = annotations[Self.annotation], let signature = Base64.decode(text) else { return nil }
        self.init(payload: payload, signature: signature)
        certificate = annotations[Self.certificateAnnotation]
        chain = annotations[Self.chainAnnotation]
        logEntry = annotations[Self.logAnnotation]
    }
}
