internal import Linux
internal import OCISpecification

// Images of stores that are only read.

extension ImageStore {
    private var others: [ImageStore] { additional.map { ImageStore(root: $0.root, mode: mode, form: $0.form) } }

    /// An image of the additional stores.
    func findElsewhere(_ text: String, _ error: ImageStoreError) throws(ImageStoreError) -> FoundImage {
        for store in others {
            if var found = try store.findIfPresent(text) {
                found.isReadOnly = true
                return found
            }
        }
        throw error
    }

    func imageElsewhere(id: Digest) throws(ImageStoreError) -> ImageRecord? {
        for store in others {
            guard let first = try store.images().first(where: { $0.id == id }) else { continue }
            var image = first
            image.isReadOnly = true
            return image
        }
        return nil
    }

    /// Those that are not among the own ones; of one that is, its other names.
    func imagesElsewhere(besides own: [ImageRecord]) throws(ImageStoreError) -> [ImageRecord] {
        var known = Set(own.map(\.id))
        var knownNames = Set(own.flatMap(\.names))
        var found: [ImageRecord] = []
        for store in others {
            for image in try store.images() {
                var image = image
                if !known.insert(image.id).inserted {
                    let other = zip(image.names, image.targetsOfNames).filter { !knownNames.contains($0.0) }
                    if other.isEmpty { continue }
                    (image.names, image.targetsOfNames) = (other.map(\.0), other.map(\.1))
                }
                knownNames.formUnion(image.names)
                image.isReadOnly = true
                found.append(image)
            }
        }
        return found
    }

    /// What asks for a change of an image of another store.
    public static func readOnly(_ image: String) -> ImageStoreError {
        ImageStoreError(
            .unsupported, "changing the image", image, cause: "it is in an additional store, which is only read",
            nextStep: "remove it there, or leave out that store")
    }
}
