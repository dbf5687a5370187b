internal import ContainerState
internal import ImageStorage
internal import Linux
internal import OCISpecification

/// All layers of an image in one directory: for a container with other ids of an ordinary user, a copy in which every file belongs to
/// whom the mapping says; and for showing an image where nothing lays its layers on top of one another.
///
/// Root needs none for ids, see `OwnerMapping` in `ContainerRuntime`: but the kernel maps the owners of a mount only for who owns the
/// file system. The copy lies in the directory of the topmost layer, `layers/ID/owned-KEY`, for all containers with that image and
/// mapping; it goes when the layer goes.
struct MergedLayers {
    /// Top first.
    let lowers: [String]
    /// Nil: owners stay.
    let mappings: UserMappings?
    let host: HostFacts
    /// The own image store: others are only read.
    let store: String

    /// The lower directory to use in place of all layers; made when it is missing.
    func directory() throws(EngineError) -> String? {
        guard let top = lowers.first, let slash = top.lastIndex(of: "/") else { return nil }
        let layer = String(top[..<slash])
        guard layer.hasPrefix(store + "/") else {
            throw EngineError(
                .unsupported,
                "the layers of the image have to be copied together, which is not done in an additional store, and \(top) is in one: pull or "
                    + "load the image into this store")
        }
        let made = "\(layer)/owned-\(key)"
        let temporary = "\(layer)/owned-\(key).\(CurrentProcess.identifier)"
        do throws(SystemCallError) {
            if try exists(made) { return made }
            let owners = mappings.map { IdentityMap($0, host: host) } ?? .unchanged
            try makeDirectory(temporary, mode: 0o755)
            do throws(SystemCallError) {
                let target = try open(temporary, [.readOnly, .directory])
                let copy = LayeredCopy(target: try target.duplicate(), owners: owners)
                try copy.run(try LayeredDirectory(directories: lowers))
                // It is trusted as soon as it has its name: also after a power cut.
                try target.flushFileSystem()
                // Two commands at once: the one that is quicker has made it.
                try rename(temporary, to: made, mode: .refusing)
            } catch {
                _ = try? removeTree(temporary)  // the first failure is the one to report
                if error.errno != .exists { throw error }
            }
            return made
        } catch {
            throw EngineError("copying the layers of the image together, into \(made)", error)
        }
    }

    /// The same for the same layers and mapping.
    private var key: String {
        var text = lowers.joined(separator: "\n")
        for map in mappings?.users ?? [] { text += "\nu \(map.containerID) \(map.hostID) \(map.size)" }
        for map in mappings?.groups ?? [] { text += "\ng \(map.containerID) \(map.hostID) \(map.size)" }
        return String(DigestStream.digest(of: Array(text.utf8)).hex.prefix(16))
    }
}
