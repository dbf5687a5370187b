extension ImageReference {
    /// Reads a name as people write it: `debian`, `me/app:1.2`, `localhost:5000/app@sha256:…`.
    ///
    /// Follows `ParseNormalizedNamed` of distribution/reference, its errors included.
    public init(parsing text: String) throws(ImageReferenceError) {
        if text.utf8.count == 64, text.utf8.allSatisfy({ ReferenceGrammar.isLowerHexadecimal($0) }) {
            throw ImageReferenceError(
                text, "invalid repository name (\(text)), cannot specify 64-byte hexadecimal strings")
        }
        let (domain, remainder) = Self.split(text)
        let colon = remainder.utf8.firstIndex(of: 0x3a)
        let remote = colon.map { remainder[..<$0] } ?? remainder[...]
        if remote.utf8.contains(where: { $0 &- 0x41 < 26 }) {
            throw ImageReferenceError(text, "invalid reference format: repository name (\(remote)) must be lowercase")
        }
        try self.init(domain: domain, remainder: remainder, text: text)
    }

    /// Nil when the text names no image.
    public init?(_ text: String) {
        do throws(ImageReferenceError) { try self.init(parsing: text) } catch { return nil }
    }

    private init(domain: String, remainder: String, text: String) throws(ImageReferenceError) {
        var rest = remainder[...]
        var digest: String?
        var tag: String?
        if let at = rest.utf8.firstIndex(of: 0x40) {
            digest = String(rest[rest.utf8.index(after: at)...])
            rest = rest[..<at]
        }
        if let colon = rest.utf8.firstIndex(of: 0x3a) {
            tag = String(rest[rest.utf8.index(after: colon)...])
            rest = rest[..<colon]
        }
        let path = String(rest)
        let isRight =
            ReferenceGrammar.isDomain(domain) && ReferenceGrammar.isPath(path)
            && (tag.map { ReferenceGrammar.isTag($0) } ?? true)
            && (digest.map { ReferenceGrammar.isDigest($0) } ?? true)
        guard isRight else { throw ImageReferenceError(text, "invalid reference format") }
        guard path.utf8.count <= 255 else {
            throw ImageReferenceError(text, "repository name must not be more than 255 characters")
        }
        var parsed: Digest?
        if let digest {
            do throws(DigestError) { parsed = try Digest(parsing: digest) } catch {
                throw ImageReferenceError(text, error.description)
            }
        }
        self.init(domain: domain, path: path, tag: tag, digest: parsed)
    }

    /// The registry and the rest. The first part is a registry when it could not be a part of a repository: with a dot,
    /// a colon or a capital letter; or `localhost`.
    private static func split(_ text: String) -> (domain: String, remainder: String) {
        var domain = defaultDomain
        var remainder = text
        if let slash = text.utf8.firstIndex(of: 0x2f) {
            let first = text[..<slash]
            let isRegistry =
                first == "localhost" || first.utf8.contains { $0 == 0x2e || $0 == 0x3a || $0 &- 0x41 < 26 }
            if isRegistry {
                domain = String(first)
                remainder = String(text[text.utf8.index(after: slash)...])
            }
        }
        if domain == "index.docker.io" { domain = defaultDomain }
        if domain == defaultDomain, !remainder.utf8.contains(0x2f) { remainder = officialPrefix + remainder }
        return (domain, remainder)
    }
}
