internal import OCISpecification

/// How the name that a signature is for has to fit the name that an image was asked by (`signedIdentity`).
enum IdentityRule: Sendable, Hashable {
    case matchExact
    case matchRepoDigestOrExact
    case matchRepository
    case exactReference(ImageReference)
    case exactRepository(String)
    case remapIdentity(prefix: String, signedPrefix: String)

    static func reference(_ text: String) -> ImageReference? {
        // What is no name fits nothing.
        try? ImageReference(parsing: text)
    }

    /// - Parameter image: as it was asked for; nil where its place has no such names.
    func accepts(_ signed: String, for image: ImageReference?) -> Bool {
        guard let signature = Self.reference(signed) else { return false }
        let isWhole = signature.tag != nil || signature.digest != nil
        switch self {
        case .exactReference(let wanted): return isWhole && signature == wanted
        case .exactRepository(let name): return signature.name == name
        case .matchExact:
            guard let image, isWhole, image.tag != nil || image.digest != nil else { return false }
            return signature == image
        case .matchRepository: return image?.name == signature.name
        case .matchRepoDigestOrExact: return image.map { Self.fits($0, signature) } ?? false
        case .remapIdentity(let prefix, let signedPrefix):
            guard let image else { return false }
            guard let remapped = Self.remapped(image, prefix, signedPrefix) else { return false }
            return Self.fits(remapped, signature)
        }
    }

    private static func fits(_ image: ImageReference, _ signature: ImageReference) -> Bool {
        guard signature.tag != nil || signature.digest != nil else { return false }
        if image.tag != nil { return signature == image }
        // That the digest is the one of the signature has been seen to.
        return image.digest != nil && signature.name == image.name
    }

    private static func remapped(_ image: ImageReference, _ prefix: String, _ signedPrefix: String) -> ImageReference? {
        let name = image.name
        guard name == prefix || name.hasPrefix(prefix + "/") else { return image }
        return reference(signedPrefix + image.description.dropFirst(prefix.count))
    }
}
