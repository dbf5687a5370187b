extension Base64 {
    /// The alphabet for addresses, without padding, as JOSE writes it.
    static func encodeURL(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in encode(bytes).utf8 {
            switch byte {
            case UInt8(ascii: "+"): text.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): text.append(UInt8(ascii: "_"))
            case UInt8(ascii: "="): break
            default: text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
