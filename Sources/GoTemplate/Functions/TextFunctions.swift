internal import JSONText

/// The functions that docker and podman add.
enum TextFunctions {
    static let all: [String: TemplateFunction] = [
        "json": TemplateFunction([.any]) { (values) throws(TemplateFailure) in .string(values[0].json.text) },
        "join": TemplateFunction([.strings, .string]) { (values) throws(TemplateFailure) in
            guard case .list(let list) = values[0] else { return .string("") }
            return .string(list.map { GoText.plain($0) }.joined(separator: GoText.plain(values[1])))
        },
        "split": TemplateFunction([.string, .string]) { (values) throws(TemplateFailure) in
            .strings(split(GoText.plain(values[0]), GoText.plain(values[1])))
        },
        "lower": TemplateFunction([.string]) { (values) throws(TemplateFailure) in
            .string(GoText.plain(values[0]).lowercased())
        },
        "upper": TemplateFunction([.string]) { (values) throws(TemplateFailure) in
            .string(GoText.plain(values[0]).uppercased())
        },
        "title": TemplateFunction([.string]) { (values) throws(TemplateFailure) in
            .string(title(GoText.plain(values[0])))
        },
        "pad": TemplateFunction([.string, .int, .int]) { (values) throws(TemplateFailure) in
            let text = GoText.plain(values[0])
            if text.isEmpty { return .string(text) }
            let (before, after) = (try count(values[1]), try count(values[2]))
            return .string(String(repeating: " ", count: before) + text + String(repeating: " ", count: after))
        },
        "truncate": TemplateFunction([.string, .int]) { (values) throws(TemplateFailure) in
            let bytes = Array(GoText.plain(values[0]).utf8)
            let length = try count(values[1])
            return .string(length >= bytes.count ? GoText.plain(values[0]) : cut(bytes, length))
        },
    ]

    private static func count(_ value: TemplateValue) throws(TemplateFailure) -> Int {
        guard case .int(let number) = value, number >= 0, number <= 1 << 20 else {
            throw TemplateFailure("\(GoText.plain(value)) is no length")
        }
        return Int(number)
    }

    /// The first bytes, but never a part of a character.
    private static func cut(_ bytes: [UInt8], _ length: Int) -> String {
        var length = length
        while length > 0, bytes[length] & 0xc0 == 0x80 { length -= 1 }
        return String(decoding: bytes[..<length], as: UTF8.self)
    }

    /// Go's `strings.Split`: an empty separator cuts between characters.
    static func split(_ text: String, _ separator: String) -> [String] {
        if separator.isEmpty { return text.unicodeScalars.map { String($0) } }
        let bytes = Array(text.utf8)
        let mark = Array(separator.utf8)
        var parts: [String] = []
        var start = 0
        var index = 0
        while index + mark.count <= bytes.count {
            if bytes[index..<(index + mark.count)].elementsEqual(mark) {
                parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
                index += mark.count
                start = index
            } else {
                index += 1
            }
        }
        parts.append(String(decoding: bytes[start...], as: UTF8.self))
        return parts
    }

    /// Go's `strings.Title`: the first letter of each word in upper case.
    private static func title(_ text: String) -> String {
        var result = ""
        var isInside = false
        for scalar in text.unicodeScalars {
            let isWord = scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
            // An apostrophe ends a word in Go, too.
            if isWord || (!scalar.isASCII && !scalar.properties.isWhitespace) {
                result += isInside ? String(scalar) : scalar.properties.titlecaseMapping
                isInside = true
            } else {
                result.unicodeScalars.append(scalar)
                isInside = false
            }
        }
        return result
    }
}
