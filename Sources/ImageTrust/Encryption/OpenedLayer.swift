internal import JSONText
public import OCISpecification

/// An encrypted layer whose key was found: what it holds, and how its bytes are decrypted.
public struct OpenedLayer: Sendable {
    /// As it is in the manifest.
    public let encrypted: ContentDescriptor
    /// As it is without encryption. Counter mode keeps the size.
    public let plain: ContentDescriptor
    private let key: [UInt8]
    private let nonce: [UInt8]
    private let code: [UInt8]

    public func cipher() -> LayerCipher { LayerCipher(key: key, nonce: nonce) }

    /// Whether everything that the cipher decrypted is what was encrypted.
    public func isAuthentic(_ cipher: LayerCipher) -> Bool { cipher.isAuthentic(code) }

    /// Finds the key of a layer.
    public init(_ layer: ContentDescriptor, with keys: [OpeningKey]) throws(TrustError) {
        func refusal(_ code: TrustError.Code, _ cause: String, _ advice: String = "") -> TrustError {
            TrustError(code, doing: "decrypt the layer", subject: layer.digest.description, cause: cause, advice: advice)
        }
        let annotations = layer.annotations ?? [:]
        let names = annotations.keys.filter { $0.hasPrefix(LayerSecret.keyPrefix) }.sorted()
        guard let wrapped = annotations[LayerSecret.jweKey], !wrapped.isEmpty else {
            let kinds = names.map { visible(String($0.dropFirst(LayerSecret.keyPrefix.count))) }
            throw refusal(
                kinds.isEmpty ? .configuration : .unsupported,
                kinds.isEmpty
                    ? "it is encrypted, and its manifest has no key of it"
                    : "its key is kept by \(kinds.joined(separator: ", ")) only, which is not supported (jwe is)")
        }
        guard !keys.isEmpty else {
            throw refusal(
                .rejected, "it is encrypted: missing private key needed for decryption", "Give the private key with --decryption-key FILE")
        }
        let open: LayerSecret.Open
        do throws(LayerSecret.Fault) { open = try LayerSecret.Open(annotations[LayerSecret.optionsKey]) } catch {
            throw refusal(.configuration, error.what)
        }
        var reason = JSONWebEncryption.Fault.noKeyFits
        var secret: [UInt8]?
        for part in wrapped.split(separator: ",").prefix(JSONWebEncryption.recipientLimit) where secret == nil {
            guard let message = Base64.decode(part) else {
                reason = .malformed("it is not base64")
                continue
            }
            do throws(JSONWebEncryption.Fault) { secret = try JSONWebEncryption.open(message, with: keys) } catch {
                // Of several the one that says most: that no key fits is said of everything that is for others.
                if case .noKeyFits = reason { reason = error }
            }
        }
        if let secret {
            do throws(LayerSecret.Fault) {
                let hidden = try LayerSecret.Hidden(parsing: secret)
                guard let nonce = open.nonce ?? hidden.nonce else { throw LayerSecret.Fault(what: "the nonce of its cipher is missing") }
                self.init(layer, hidden, nonce, open.code)
                return
            } catch { throw refusal(.configuration, error.what) }
        }
        switch reason {
        case .noKeyFits:
            throw refusal(
                .rejected, "none of the given private keys opens it", "Give the private key that belongs to it with --decryption-key FILE")
        case .malformed(let what): throw refusal(.configuration, "the annotation \(LayerSecret.jweKey) cannot be read: \(what)")
        case .unsupported(let what): throw refusal(.unsupported, "the annotation \(LayerSecret.jweKey) cannot be used: \(what)")
        case .torn:
            throw refusal(.rejected, "its key is not what was sealed: the annotation \(LayerSecret.jweKey) is damaged or forged")
        }
    }

    private init(_ layer: ContentDescriptor, _ hidden: LayerSecret.Hidden, _ nonce: [UInt8], _ code: [UInt8]) {
        encrypted = layer
        var plain = layer
        plain.mediaType = MediaType.decrypted(layer.mediaType)
        plain.digest = hidden.digest
        plain.annotations = layer.annotations?.filter { !$0.key.hasPrefix(LayerSecret.prefix) }
        if plain.annotations?.isEmpty == true { plain.annotations = nil }
        plain.data = nil
        self.plain = plain
        key = hidden.key
        self.nonce = nonce
        self.code = code
    }
}
