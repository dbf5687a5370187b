public import Archives
internal import Linux
public import OCISpecification

/// How images are saved.
public enum ImageArchiveFormat: String, Hashable, Sendable, CaseIterable {
    case dockerArchive = "docker-archive"
    case ociArchive = "oci-archive"
}

/// An image that is to be saved, with the names that it shall have in the archive.
public struct SavedImage: Sendable {
    public var record: NameRecord
    public var names: [ImageName]
    public init(record: NameRecord, names: [ImageName]) {
        self.record = record
        self.names = names
    }
}

extension ImageStore {
    /// The images that texts mean, as `save` takes them: one named by a name keeps that name, one named by its id none.
    public func saved(_ images: [String], platform: Platform? = nil) throws(ImageStoreError) -> [SavedImage] {
        var found: [SavedImage] = []
        for text in images {
            let image = try find(text, platform: platform)
            let name = image.name.flatMap { $0.tag == nil ? nil : $0 }
            if let place = found.firstIndex(where: { $0.record.id == image.id }) {
                if let name, !found[place].names.contains(name) { found[place].names.append(name) }
            } else {
                found.append(SavedImage(record: image.record, names: name.map { [$0] } ?? []))
            }
        }
        return found
    }

    /// Writes images as an archive, and finishes the sink. `save`.
    public func save(
        _ images: [SavedImage], to sink: any ByteSink, format: ImageArchiveFormat = .dockerArchive
    ) throws(ImageStoreError) {
        switch format {
        case .dockerArchive: try DockerArchiveWriter(store: self, sink: sink).write(images)
        case .ociArchive: try LayoutWriter(store: self).write(images, to: ArchiveLayoutOutput(sink))
        }
    }

    /// Writes images as a directory with an OCI layout; what is there of it is kept and added to.
    public func save(_ images: [SavedImage], toLayout path: String) throws(ImageStoreError) {
        try LayoutWriter(store: self).write(images, to: try DirectoryLayoutOutput(path))
    }
}
