internal import ContainerState
public import ImageStorage
internal import Linux
public import OCISpecification

extension Engine {
    /// The containers that were made from each image, by the image's id without `sha256:`. Reads one short record a
    /// container.
    /// - Parameter mounted: also the containers that an image is mounted in; that reads a longer record of each.
    public func imageUsers(mounted: Bool = false) throws(EngineError) -> [String: [String]] {
        var users: [String: [String]] = [:]
        for id in try state({ () throws(StateError) in try lookup.all() }) {
            let container = locations.container(id)
            let summary: ContainerSummary?
            do throws(StateError) {
                summary = try RecordFile.read(ContainerSummary.self, from: container.summary)
            } catch {
                // Nobody can tell what a damaged one needs; `system check` tells about it.
                continue
            }
            if let summary, !summary.imageID.isEmpty { users[summary.imageID, default: []].append(id) }
            guard mounted, summary != nil, let record = try? record(container) else { continue }
            for mount in record.mounts where mount.kind == .image && users[mount.source]?.last != id {
                users[mount.source, default: []].append(id)
            }
        }
        return users
    }

    /// The containers of an image among all of them; also those of another platform of its list, which go with it.
    public func containers(of image: ImageRecord, among users: [String: [String]]) throws(EngineError) -> [String] {
        var found = users[image.id.hex] ?? []
        if users.isEmpty { return found }
        let store = images
        for target in image.targets where target != image.manifest {
            let members: [StoredPlatform]
            do throws(ImageStoreError) { members = try store.platforms(of: target) } catch {
                // A list whose bytes are damaged names nothing; what the kernel refuses is told.
                guard error.errno == nil else { throw EngineError(error) }
                continue
            }
            for id in members.compactMap(\.id) where id != image.id { found += users[id.hex] ?? [] }
        }
        return found
    }

    /// The image that a word stands for, in podman's words where there is none.
    /// - Parameter platform: which image of an index; nil for the one of this machine.
    public func findImage(_ word: String, platform: Platform? = nil) throws(EngineError) -> FoundImage {
        do throws(ImageStoreError) { return try images.find(word, platform: platform) } catch { throw Self.imageError(error, word) }
    }

    /// As ``findImage(_:)`` with all names of the image.
    public func imageRecord(_ word: String) throws(EngineError) -> ImageRecord {
        do throws(ImageStoreError) { return try images.image(word) } catch { throw Self.imageError(error, word) }
    }

    static func imageError(_ error: ImageStoreError, _ word: String) -> EngineError {
        switch error.code {
        case .notFound: EngineError(.notFound, "\(word): image not known")
        case .ambiguous: EngineError(.invalid, error.description)
        default: EngineError(error)
        }
    }
}

/// Names that are given here.
public enum LocalImageName {
    /// A name without a registry is one of this machine, `localhost/NAME`, so that it is never taken for one of a registry.
    public static func parse(_ text: String) throws(EngineError) -> ImageName {
        do throws(ImageStoreError) {
            let name = try ImageName(parsing: text)
            guard name.registry == "docker.io", !text.hasPrefix("docker.io/"), !text.hasPrefix("index.docker.io/")
            else {
                return name
            }
            return try ImageName(parsing: "localhost/\(text)")
        } catch { throw EngineError(.invalid, error.description) }
    }
}
