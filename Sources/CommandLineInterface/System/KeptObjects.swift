internal import ContainerEngine
internal import ContainerState
internal import ImageStorage
internal import OCISpecification

/// What `system prune` has left, by the reason for it: one line each, with the first few names.
struct KeptObjects {
    private var reasons: [(text: String, names: [String])] = []

    /// - Parameters:
    ///   - namedImages: images stay because of their names.
    ///   - volumes: volumes stay because nobody asked for them to go.
    init(_ engine: Engine, namedImages: Bool, volumes: Bool) throws(EngineError) {
        // The command itself has told what is damaged.
        for listed in try engine.list(all: true, damaged: { _ in }) {
            let isIdle = listed.state == "created" || listed.state == "exited"
            note(isIdle ? "containers that the filters leave out" : "containers that are \(listed.state)", listed.summary.name)
        }
        let users = try engine.imageUsers(mounted: true)
        let mounted = Set(try engine.mountedImages().map(\.id))
        let store = engine.images
        for image in try stored({ () throws(ImageStoreError) in try store.images() }) where !image.isReadOnly {
            let name = image.familiarTags.first ?? image.id.short
            if try !engine.containers(of: image, among: users).isEmpty {
                note("images that containers use", name)
            } else if mounted.contains(image.id.hex) {
                note("images that are mounted (`apus image unmount`)", name)
            } else if namedImages, !image.isDangling {
                note("images that have a name (--all removes them too)", name)
            } else {
                note("images that the filters leave out", name)
            }
        }
        let volumeUsers = try engine.volumeUsers()
        for volume in try engine.volumes.all() {
            if volumeUsers[volume.name] != nil {
                note("volumes that containers use", volume.name)
            } else {
                note(
                    volumes ? "volumes that no container uses (--volumes removes them too)" : "volumes that the filters leave out",
                    volume.name)
            }
        }
    }

    /// Begins with a heading; empty when nothing was left.
    var lines: [String] {
        if reasons.isEmpty { return [] }
        return ["Kept"]
            + reasons.map { reason in
                let more = reason.names.count > 5 ? " and \(reason.names.count - 5) more" : ""
                return "\(reason.text): \(reason.names.prefix(5).joined(separator: ", "))\(more)"
            }
    }

    private mutating func note(_ text: String, _ name: String) {
        if let index = reasons.firstIndex(where: { $0.text == text }) {
            reasons[index].names.append(name)
        } else {
            reasons.append((text, [name]))
        }
    }
}
