internal import ContainerState
internal import ContainerEngine
internal import JSONText
internal import Linux

/// What `volume inspect` and `inspect` tell about a volume.
enum VolumeInspection {
    /// Nil when there is no such volume.
    static func documents(_ word: String, _ engine: Engine) throws(EngineError) -> JSONValue? {
        do throws(EngineError) {
            let name = try engine.volumes.find(word)
            guard let volume = try engine.volumes.volume(name) else { return nil }
            return try document(volume, engine, running: try runningUsers(engine)[name] ?? 0)
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    /// The fields of podman and docker.
    static func document(_ volume: ListedVolume, _ engine: Engine, running: Int) throws(EngineError) -> JSONValue {
        var object = JSONObject()
        object["Name"] = .string(volume.name)
        object["Driver"] = "local"
        object["Mountpoint"] = .string(volume.path)
        object["CreatedAt"] = .string(volume.created.rfc3339Nano)
        object["Labels"] = map(volume.labels)
        object["Scope"] = "local"
        object["Options"] = map(volume.options)
        if volume.isAnonymous { object["Anonymous"] = true }
        object["MountCount"] = .integer(Int64(running))
        object["NeedsCopyUp"] = .bool(try engine.volumes.isEmpty(volume.name))
        return .object(object)
    }

    private static func map(_ texts: [String: String]) -> JSONValue {
        .object(JSONObject(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }

    /// How many running containers have each volume mounted.
    static func runningUsers(_ engine: Engine) throws(EngineError) -> [String: Int] {
        var counts: [String: Int] = [:]
        for listed in try engine.list(all: false, damaged: Console.warn) {
            // One that has just been removed mounts nothing.
            guard let record = try? engine.record(engine.locations.container(listed.summary.id)) else { continue }
            for mount in record.mounts where mount.kind == .volume { counts[mount.name, default: 0] += 1 }
        }
        return counts
    }
}
