/// The armour of RFC 7468: labelled Base64.
enum PEMText {
    struct Block: Hashable {
        let label: String
        let bytes: [UInt8]
    }

    /// All blocks of a text; what is between them is passed over. Nil where one is broken.
    static func blocks(_ bytes: [UInt8]) -> [Block]? {
        var found: [Block] = []
        var label: String?
        var body = ""
        for line in bytes.split(separator: 10) {
            let text = String(decoding: line, as: UTF8.self).filter { $0 != "\r" }
            if let open = label {
                if text == "-----END \(open)-----" {
                    guard let bytes = Base64.decode(body) else { return nil }
                    found.append(Block(label: open, bytes: bytes))
                    (label, body) = (nil, "")
                } else {
                    body += text.filter { $0 != " " && $0 != "\t" }
                }
            } else if text.hasPrefix("-----BEGIN "), text.hasSuffix("-----"), text.count > 16 {
                label = String(text.dropFirst(11).dropLast(5))
            }
        }
        return label == nil ? found : nil
    }

    static func text(_ label: String, _ bytes: [UInt8]) -> String {
        let body = Array(Base64.encode(bytes).utf8)
        var text = "-----BEGIN \(label)-----\n"
        for start in stride(from: 0, to: body.count, by: 64) {
            text += String(decoding: body[start..<min(start + 64, body.count)], as: UTF8.self) + "\n"
        }
        return text + "-----END \(label)-----\n"
    }
}
