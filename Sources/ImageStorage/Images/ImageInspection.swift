public import JSONText
internal import Linux
public import OCISpecification

/// What `image inspect` tells, in the fields of docker and podman.
public struct ImageInspection: Sendable {
    public let image: ImageRecord
    public let contents: ImageContents
    public let layout: StoreLayout
    public let lowerDirectories: [String]
    var driver = StorageDriver.overlay

    /// Which engine's spelling of values is wanted.
    public enum Style: Hashable, Sendable { case docker, podman }

    public func value(_ style: Style) throws(ImageStoreError) -> JSONValue {
        let configuration = contents.configuration
        var object = JSONObject()
        let isDocker = style == .docker
        object["Id"] = .string(isDocker ? image.id.description : image.id.hex)
        if !isDocker { object["Digest"] = .string(image.manifest.digest.description) }
        object["RepoTags"] = JSONValue(image.tags.map { isDocker ? $0.familiar : $0.description })
        object["RepoDigests"] = JSONValue(image.repositoryDigests(familiar: isDocker))
        object["Parent"] = .string(configuration.parent ?? "")
        object["Comment"] = .string(configuration.comment ?? configuration.history?.last?.comment ?? "")
        object["Created"] = configuration.created.map { .string($0) } ?? .null
        if isDocker { object["DockerVersion"] = .string(configuration.docker_version ?? "") }
        object["Config"] = try encoded(configuration.config ?? ContainerDefaults())
        if !isDocker { object["Version"] = .string(configuration.docker_version ?? "") }
        object["Author"] = .string(configuration.author ?? "")
        object["Architecture"] = .string(configuration.architecture)
        if let variant = configuration.variant { object["Variant"] = .string(variant) }
        object["Os"] = .string(configuration.os)
        object["Size"] = .integer(image.size)
        object["VirtualSize"] = .integer(image.size)
        object["GraphDriver"] = graphDriver(style)
        object["RootFS"] = [
            "Type": "layers", "Layers": JSONValue(contents.diffIDs.map(\.description)),
        ]
        if isDocker {
            object["Metadata"] = ["LastTagTime": .string(image.record.tagged.rfc3339Nano)]
        } else {
            object["Labels"] = try encoded(configuration.config?.Labels ?? [:])
            object["Annotations"] = try encoded(contents.manifest.annotations ?? [:])
            object["ManifestType"] = .string(image.manifest.mediaType)
            object["User"] = .string(configuration.config?.User ?? "")
            object["History"] = try encoded(configuration.history ?? [])
            object["NamesHistory"] = JSONValue(image.tags.map(\.description))
            if let check = configuration.config?.Healthcheck { object["HealthCheck"] = try encoded(check) }
        }
        return .object(object)
    }

    private func graphDriver(_ style: Style) -> JSONValue {
        var data = JSONObject()
        if driver == .vfs {
            if let top = lowerDirectories.first { data["dir"] = .string(top) }
            return ["Data": .object(data), "Name": .string(driver.rawValue)]
        }
        if lowerDirectories.count > 1 {
            data["LowerDir"] = .string(lowerDirectories.dropFirst().joined(separator: ":"))
        }
        if let top = lowerDirectories.first { data["UpperDir"] = .string(top) }
        return style == .docker
            ? ["Data": .object(data), "Name": "overlay2"] : ["Name": "overlay", "Data": .object(data)]
    }

    private func encoded(_ value: some Encodable) throws(ImageStoreError) -> JSONValue {
        do throws(JSONError) { return try JSONValue(encoding: value) } catch {
            throw ImageStoreError(.invalid, "inspecting the image", image.id.description, cause: error.description)
        }
    }
}

extension ImageStore {
    /// Everything about one image.
    public func inspect(_ text: String, platform: Platform? = nil) throws(ImageStoreError) -> ImageInspection {
        let found = try find(text, platform: platform)
        var image = try self.image(id: found.id, orElse: found.record)
        image.record = found.record
        let contents = try contents(of: found.record)
        return ImageInspection(
            image: image, contents: contents, layout: layout,
            // An image whose trees are gone can still be told about.
            lowerDirectories: (try? lowerDirectories(diffIDs: contents.diffIDs)) ?? [], driver: driver)
    }

    /// An image with all its names; one of another platform of an index has none of its own.
    private func image(id: Digest, orElse record: NameRecord) throws(ImageStoreError) -> ImageRecord {
        do throws(ImageStoreError) { return try image(id: id) } catch {
            guard error.code == .notFound else { throw error }
            return ImageRecord(names: [], record: record, targets: [record.target], targetsOfNames: [])
        }
    }
}
