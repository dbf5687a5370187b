/// The name of a repository: components of small letters and digits, between which a dot, one or two underscores or dashes may stand.
///
/// No component can be `..`, start with a dot or an underscore, or be empty: the name is a path below a directory as it is.
struct RepositoryName: Hashable, Sendable, CustomStringConvertible {
    let description: String

    /// As docker limits it, in bytes.
    static let limit = 255

    init(parsing text: String) throws(RegistryServingError) {
        guard Self.isName(text) else {
            throw RegistryServingError(
                .nameInvalid,
                "\"\(printable(text))\" is no name of a repository: it is made of small letters and digits, with . _ - between them and / "
                    + "between its parts, and has at most \(Self.limit) bytes", detail: printable(text))
        }
        description = text
    }

    private static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= limit else { return false }
        return bytes.split(separator: 0x2f, omittingEmptySubsequences: false).allSatisfy { isComponent($0) }
    }

    private static func isComponent(_ bytes: ArraySlice<UInt8>) -> Bool {
        func isWord(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || byte &- 0x61 < 26 }
        guard let first = bytes.first, let last = bytes.last, isWord(first), isWord(last) else { return false }
        var separator: [UInt8] = []
        for byte in bytes {
            if isWord(byte) {
                let isRight =
                    separator.isEmpty || separator == [0x2e] || separator == [0x5f] || separator == [0x5f, 0x5f]
                    || separator.allSatisfy { $0 == 0x2d }
                guard isRight else { return false }
                separator = []
            } else {
                separator.append(byte)
            }
        }
        return true
    }
}

/// Text of a client as it may be shown: without control characters, and not without end.
func printable(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(300) { shown.append(scalar.value < 32 || scalar.value == 127 ? "?" : scalar) }
    return String(shown)
}
