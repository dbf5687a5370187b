internal import ContainerEngine
internal import ImageStorage
internal import JSONText
internal import Linux
internal import OCISpecification

/// What `image inspect` and `inspect` tell about an image.
enum ImageInspection {
    /// The fields of podman, and those of docker that podman does not have; nil when there is no such image.
    static func documents(_ word: String, _ engine: Engine, platform: Platform? = nil) throws(EngineError) -> JSONValue? {
        let store = engine.images
        return try stored { () throws(ImageStoreError) -> JSONValue? in
            let inspection: ImageStorage.ImageInspection
            do throws(ImageStoreError) { inspection = try store.inspect(word, platform: platform) } catch {
                if error.code == .notFound { return nil }
                throw error
            }
            guard case .object(var object) = try inspection.value(.podman),
                case .object(let docker) = try inspection.value(.docker)
            else { return nil }
            for member in docker.members where object[member.key] == nil { object[member.key] = member.value }
            return .object(object)
        }
    }
}
