public import OCISpecification

extension ImageName {
    /// The name that a reference means in the store: its digest if it has one, else its tag, else `latest`.
    public init(_ reference: ImageReference) {
        let selector: Selector =
            if let digest = reference.digest { .digest(digest) } else {
                .tag(reference.tag ?? ImageReference.defaultTag)
            }
        self.init(registry: reference.domain, repository: reference.path, selector: selector)
    }

    /// Reads a name as people write it.
    public init(parsing text: String) throws(ImageStoreError) {
        do throws(ImageReferenceError) { self.init(try ImageReference(parsing: text)) } catch {
            throw ImageStoreError(.invalid, "reading the name", text, cause: error.description)
        }
    }

    public var reference: ImageReference {
        switch selector {
        case .tag(let tag): ImageReference(domain: registry, path: repository, tag: tag)
        case .digest(let digest): ImageReference(domain: registry, path: repository, digest: digest)
        }
    }

    /// What a text can mean, the likeliest first: as docker reads it; then, for one without a registry, an image that
    /// was built or loaded here under `localhost`, as podman names it. None when the text cannot be a name.
    static func candidates(_ text: String) -> [ImageName] {
        guard let reference = ImageReference(text) else { return [] }
        var found = [ImageName(reference)]
        if reference.domain == ImageReference.defaultDomain, !text.hasPrefix("docker.io/"),
            !text.hasPrefix("index.docker.io/"), let local = ImageReference("localhost/\(text)")
        {
            found.append(ImageName(local))
        }
        return found
    }
}
