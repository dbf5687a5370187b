public import ImageStorage
public import OCISpecification

/// What is to be pulled.
public struct PullRequest: Sendable {
    /// With a tag or a digest; with neither, `latest`.
    public var reference: ImageReference
    /// `--platform`; nil is this machine's, and an image for another one is taken with a notice.
    public var platform: Platform?

    public init(_ reference: ImageReference, platform: Platform? = nil) {
        self.reference = reference.withDefaultTag
        self.platform = platform
    }

    var name: ManifestName {
        if let digest = reference.digest { return .digest(digest) }
        return .tag(reference.tag ?? ImageReference.defaultTag)
    }

    /// The name in the store. A name with both tag and digest is the digest's, as docker keeps it.
    var storedName: ImageName {
        let selector: ImageName.Selector =
            switch name {
            case .tag(let tag): .tag(tag)
            case .digest(let digest): .digest(digest)
            }
        return ImageName(registry: reference.domain, repository: reference.path, selector: selector)
    }
}

/// What a pull brought.
public struct PulledImage: Sendable {
    public let name: ImageName
    /// What the name stands for now: the digest that docker prints is `record.target.digest`.
    public let record: NameRecord
    /// Nothing had to be fetched: the store had it.
    public let wasUpToDate: Bool
    /// Bytes of blobs that came over the network.
    public let fetched: Int64
    /// Layers are here as the registry does not have them.
    public var wasDecrypted = false
}
