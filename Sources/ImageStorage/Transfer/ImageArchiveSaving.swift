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
    /// Of a list of platforms, the images that are wanted alone; empty for all that is here.
    public var members: [NameRecord.Target] = []
    public init(record: NameRecord, names: [ImageName]) {
        self.record = record
        self.names = names
    }
}

extension ImageStore {
    /// The images that texts mean, as `save` takes them: one named by a name keeps that name, one named by its id none.
    /// - Parameter platforms: of a list of platforms those alone; each has to be here.
    public func saved(_ images: [String], platforms: [Platform] = []) throws(ImageStoreError) -> [SavedImage] {
        var found: [SavedImage] = []
        for text in images {
            let image = try find(text)
            var members: [NameRecord.Target] = []
            for platform in platforms {
                let member = try self.platform(platform, of: image.record, asked: text).manifest
                if !members.contains(member) { members.append(member) }
            }
            let name = image.name.flatMap { $0.tag == nil ? nil : $0 }
            if let place = found.firstIndex(where: { $0.record.id == image.id }) {
                if let name, !found[place].names.contains(name) { found[place].names.append(name) }
            } else {
                var saved = SavedImage(record: image.record, names: name.map { [$0] } ?? [])
                saved.members = members
                found.append(saved)
            }
        }
        return found
    }

    /// Writes images as an archive, and finishes the sink. `save`.
    /// - Parameter unpacked: layers are not compressed; those of docker's format never are.
    public func save(
        _ images: [SavedImage], to sink: any ByteSink, format: ImageArchiveFormat = .dockerArchive, unpacked: Bool = false
    ) throws(ImageStoreError) {
        switch format {
        case .dockerArchive: try DockerArchiveWriter(store: self, sink: sink).write(images)
        case .ociArchive: try LayoutWriter(store: self, unpacks: unpacked, output: ArchiveLayoutOutput(sink)).write(images)
        }
    }

    /// Writes images as a directory with an OCI layout; what is there of it is kept and added to.
    public func save(_ images: [SavedImage], toLayout path: String, unpacked: Bool = false) throws(ImageStoreError) {
        try LayoutWriter(store: self, unpacks: unpacked, output: try DirectoryLayoutOutput(path)).write(images)
    }
}
