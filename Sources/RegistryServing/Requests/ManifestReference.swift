internal import OCISpecification

/// How a request names a manifest.
enum ManifestReference: Hashable, Sendable, CustomStringConvertible {
    case tag(String)
    case digest(Digest)

    init(parsing text: String) throws(RegistryServingError) {
        let bytes = Array(text.utf8)
        if bytes.contains(0x3a) {
            self = .digest(try parseDigest(text))
            return
        }
        func isWord(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5f }
        guard let first = bytes.first, isWord(first), bytes.count <= 128,
            bytes.allSatisfy({ isWord($0) || $0 == 0x2e || $0 == 0x2d })
        else {
            throw RegistryServingError(
                .manifestInvalid,
                "\"\(printable(text))\" is no tag: it has at most 128 letters, digits, _ . and -, the last two not first",
                detail: printable(text))
        }
        self = .tag(text)
    }

    var description: String {
        switch self {
        case .tag(let tag): tag
        case .digest(let digest): digest.description
        }
    }
}

/// A digest of a request.
func parseDigest(_ text: String) throws(RegistryServingError) -> Digest {
    do throws(DigestError) { return try Digest(parsing: text) } catch {
        throw RegistryServingError(.digestInvalid, "invalid digest \"\(printable(text))\": \(error.what)", detail: printable(text))
    }
}
