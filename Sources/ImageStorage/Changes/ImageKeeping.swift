internal import OCISpecification

extension ImageTransfer {
    /// Keeps all that an image needs from being collected until the transfer ends. An image that is being removed at this moment is there
    /// wholly afterwards, or this says that it is not known.
    public func keep(_ record: NameRecord) throws(ImageStoreError) {
        do throws(ImageStoreError) {
            // Its documents first: what is read in them is kept before anybody looks for it.
            try keep([record.target.digest, record.manifest.digest, record.id])
            try patiently { () throws(ImageStoreError) in
                var references = References(store: store)
                try references.add(record)
                try keep(references.needed)
                let documents = ImageDocuments(content: store.content)
                _ = try documents.document(record.target)
                // Of a list, and of an artifact, more is looked for when it is read.
                if record.isListOnly { return }
                guard try MediaType.isConfiguration(documents.manifest(record.manifest).config.mediaType) else { return }
                let contents = try store.contents(of: record)
                for layer in contents.layers where try !store.content.hasLayer(layer.descriptor, diffID: layer.diffID) {
                    throw store.content.missing(layer.descriptor.digest)
                }
            }
        } catch {
            // One that still has its name is damaged, and told as that.
            guard error.code == .missing, try store.findIfPresent(record.id.description, platform: nil) == nil else { throw error }
            throw ImageStoreError(.notFound, "reading the image", record.id.description, cause: "it was removed meanwhile")
        }
    }
}
