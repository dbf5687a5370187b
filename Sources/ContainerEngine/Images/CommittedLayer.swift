internal import Archives
internal import ContainerState
internal import ImageStorage
internal import Linux
internal import OCISpecification

/// The layer that `commit` makes of a container's files.
struct CommittedLayer {
    let engine: Engine
    let container: ContainerDirectory
    let record: ContainerRecord
    let root: RootPlan

    /// - Parameter whole: all files of the container, not only what it changed.
    func write(to transfer: ImageTransfer, whole: Bool) throws(EngineError) -> IngestedLayer {
        let configuration = try engine.configuration(container)
        let ids = root.mapsOwners == true ? IdentityMap.unchanged : IdentityMap(configuration.linux)
        let engines = Self.engines(record)
        var options = TreeArchiveOptions(form: whole ? .plain : .layer)
        options.mapIDs = { ids.inside(user: $0, group: $1) }
        options.excludes = { engines.contains($0) }
        var deleted: [ByteName] = []
        if !whole {
            switch ContainerRoot(root) {
            case .overlay(let upper, _):
                return try stored { () throws(ImageStoreError) in try transfer.storeLayer(ofUpperDirectory: upper, options: options) }
            case .copy:
                let changes = try engine.copiedTreeChanges(container)
                let kept = changes.kept
                options.excludes = { engines.contains($0) || !kept.contains($0) }
                options.form = .plain
                deleted = changes.deleted
            case .given: break
            }
        }
        let tree = TreeDirectory(try DetachedRoot.readable(root, rootless: engine.host.rootless))
        return try stored { () throws(ImageStoreError) in
            try transfer.storeLayer { (sink) throws(ArchiveError) in
                let writer = TarWriter(sink)
                let archiver = TreeArchiver(writer, options: options)
                try archiver.add(below: tree.descriptor)
                for name in deleted { try archiver.addWhiteout(of: name) }
                try writer.finish()
            }
        }
    }

    /// Empty files that only stand where the engine mounts its own: they are no files of the container.
    private static func engines(_ record: ContainerRecord) -> Set<ByteName> {
        let request = record.request
        var names: Set<ByteName> = ["run/.containerenv", "run/secrets"]
        if request.initProcess { names.insert("run/apus-init") }
        // Where the engine writes none, one that is there is the container's own.
        if request.writesHosts { names.insert("etc/hosts") }
        if request.writesHostname { names.insert("etc/hostname") }
        if request.dnsServers != ["none"] { names.insert("etc/resolv.conf") }
        return names
    }
}
