internal import ContainerEngine
internal import JSONText
internal import OCISpecification
internal import RegistryAccess

/// What `inspect` tells of an image that lies elsewhere, in the fields of skopeo.
enum PlaceDocument {
    static func document(_ found: PlaceInspection, _ place: ImagePlace) throws(EngineError) -> JSONValue {
        let configuration: JSONValue
        do throws(JSONError) { configuration = try JSONValue(parsing: found.configuration) } catch {
            throw EngineError(.system, "inspecting \(place): its configuration is not JSON (\(error))")
        }
        let config = configuration["config"]
        var object = JSONObject()
        object["Name"] = .string(found.repository)
        if case .registry(let reference) = place, let tag = reference.tag, reference.digest == nil, found.tags == nil {
            object["Tag"] = .string(tag)
        }
        object["Digest"] = .string(found.top.digest.description)
        object["RepoTags"] = .array((found.tags ?? []).map { .string($0) })
        object["Created"] = configuration["created"] ?? .null
        object["DockerVersion"] = configuration["docker_version"] ?? .string("")
        object["Labels"] = config?["Labels"] ?? .null
        object["Architecture"] = configuration["architecture"] ?? .string("")
        if let variant = configuration["variant"] { object["Variant"] = variant }
        object["Os"] = configuration["os"] ?? .string("")
        object["Layers"] = .array(found.layers.map { .string($0.digest.description) })
        object["LayersData"] = .array(
            found.layers.map { layer in
                var data = JSONObject()
                data["MIMEType"] = .string(layer.mediaType)
                data["Digest"] = .string(layer.digest.description)
                data["Size"] = .integer(layer.size)
                data["Annotations"] =
                    layer.annotations.map { annotations in
                        var all = JSONObject()
                        for (key, value) in annotations.sorted(by: { $0.key < $1.key }) { all[key] = .string(value) }
                        return .object(all)
                    } ?? .null
                return .object(data)
            })
        object["Env"] = config?["Env"] ?? .null
        return .object(object)
    }
}
