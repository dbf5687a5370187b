/// NaCl's secretbox: XSalsa20 and Poly1305, the tag before the text.
struct SecretBox {
    private let cipher: Salsa20

    init(key: [UInt8], nonce: [UInt8]) { cipher = Salsa20(key: key, extendedNonce: nonce) }

    func seal(_ text: [UInt8]) -> [UInt8] {
        let stream = cipher.stream(32 + text.count)
        let hidden = zip(text, stream[32...]).map { $0 ^ $1 }
        return Poly1305.tag(hidden, key: Array(stream[..<32])) + hidden
    }

    /// Nil unless key and nonce are those that it was sealed with.
    func open(_ box: [UInt8]) -> [UInt8]? {
        guard box.count >= 16 else { return nil }
        let hidden = Array(box[16...])
        let stream = cipher.stream(32 + hidden.count)
        let tag = Poly1305.tag(hidden, key: Array(stream[..<32]))
        guard zip(tag, box).reduce(0 as UInt8, { $0 | ($1.0 ^ $1.1) }) == 0 else { return nil }
        return zip(hidden, stream[32...]).map { $0 ^ $1 }
    }
}
