/// The name of an image, whole: `docker.io/library/debian:12@sha256:…`. What people leave out is put in as docker does.
public struct ImageReference: Hashable, Sendable, CustomStringConvertible {
    /// Where short names are looked for.
    public static let defaultDomain = "docker.io"
    public static let defaultTag = "latest"
    static let officialPrefix = "library/"

    /// The registry, with its port if one is given, such as `docker.io` or `localhost:5000`.
    public var domain: String
    /// The repository in the registry, such as `library/debian`.
    public var path: String
    public var tag: String?
    public var digest: Digest?

    /// Puts together what is known to be right.
    public init(domain: String, path: String, tag: String? = nil, digest: Digest? = nil) {
        self.domain = domain
        self.path = path
        self.tag = tag
        self.digest = digest
    }

    /// The name without tag and digest, such as `docker.io/library/debian`.
    public var name: String { "\(domain)/\(path)" }

    /// The whole name.
    public var description: String { name + suffix }

    /// The name without tag and digest as people write it, such as `debian`.
    public var familiarName: String {
        guard domain == Self.defaultDomain else { return name }
        let rest = path.dropFirst(Self.officialPrefix.count)
        return path.hasPrefix(Self.officialPrefix) && !rest.contains("/") ? String(rest) : path
    }

    /// The name as people write it, such as `debian:12`.
    public var familiar: String { familiarName + suffix }

    private var suffix: String {
        (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }

    /// With the tag `latest` when there is neither tag nor digest.
    public var withDefaultTag: ImageReference {
        guard tag == nil && digest == nil else { return self }
        return ImageReference(domain: domain, path: path, tag: Self.defaultTag)
    }

    /// Only the repository.
    public var withoutSelector: ImageReference { ImageReference(domain: domain, path: path) }

    /// The same repository at a tag, which is checked.
    public func with(tag: String) throws(ImageReferenceError) -> ImageReference {
        guard ReferenceGrammar.isTag(tag) else { throw ImageReferenceError(tag, "invalid tag format") }
        return ImageReference(domain: domain, path: path, tag: tag)
    }

    public func with(digest: Digest) -> ImageReference { ImageReference(domain: domain, path: path, digest: digest) }
}

/// Why text names no image; in docker's words.
public struct ImageReferenceError: Error, Hashable, Sendable, CustomStringConvertible {
    public let reference: String
    public let what: String

    init(_ reference: String, _ what: String) {
        self.reference = reference
        self.what = what
    }

    public var description: String { what }
}
