package import ImageStorage
package import OCISpecification

/// What is to be pulled.
package struct PullRequest: Sendable {
    /// With a tag or a digest; with neither, `latest`.
    package var reference: ImageReference
    /// `--platform`; nil is this machine's, and an image for another one is taken with a notice.
    package var platform: Platform?

    package init(_ reference: ImageReference, platform: Platform? = nil) {
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
package struct PulledImage: Sendable {
    package let name: ImageName
    /// What the name stands for now: the digest that docker prints is `record.target.digest`.
    package let record: NameRecord
    /// Nothing had to be fetched: the store had it.
    package let wasUpToDate: Bool
    /// Bytes of blobs that came over the network.
    package let fetched: Int64
}
