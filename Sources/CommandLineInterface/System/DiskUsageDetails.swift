internal import OCISpecification
internal import ContainerState
internal import ContainerEngine
internal import GoTemplate
internal import ImageStorage
internal import Linux

/// `apus system df --verbose`: each image, container and volume with what it takes.
enum DiskUsageDetails {
    static func text(_ engine: Engine) throws(EngineError) -> String {
        "Images space usage:\n\n" + (try images(engine)) + "\nContainers space usage:\n\n" + (try containers(engine))
            + "\nLocal Volumes space usage:\n\n" + (try volumes(engine))
    }

    private static func images(_ engine: Engine) throws(EngineError) -> String {
        let store = engine.images
        let usage = try stored { () throws(ImageStoreError) in try store.diskUsage() }
        let users = try engine.imageUsers()
        var rows = [["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE", "SHARED SIZE", "UNIQUE SIZE", "COMPRESSED", "CONTAINERS"]]
        for entry in usage.images {
            let count = try engine.containers(of: entry.image, among: users).count
            for row in ImageRow.rows(
                of: entry.image, names: entry.image.names, containers: count, engine: engine, full: false)
            {
                rows.append([
                    row.repository, row.tag, row.id, entry.image.created.map { HumanTime.since($0) } ?? "N/A",
                    HumanSize.decimal(entry.sharedSize + entry.uniqueSize), HumanSize.decimal(entry.sharedSize),
                    HumanSize.decimal(entry.uniqueSize), HumanSize.decimal(entry.compressedSize), String(count),
                ])
            }
        }
        let rest = max(0, usage.totalBytes - usage.layerBytes - usage.blobBytes)
        return TableLayout.podman.render(rows) + """

            Unpacked layers: \(HumanSize.decimal(usage.layerBytes)) in \(usage.layerCount)
            Blobs as they came: \(HumanSize.decimal(usage.blobBytes)) in \(usage.blobCount)
            Names, partial downloads and trash: \(HumanSize.decimal(rest))

            """
    }

    private static func containers(_ engine: Engine) throws(EngineError) -> String {
        var rows = [["CONTAINER ID", "IMAGE", "COMMAND", "LOCAL VOLUMES", "SIZE", "CREATED", "STATUS", "NAMES"]]
        for listed in try engine.list(all: true, damaged: Console.warn) {
            let row = ContainerRow(listed, engine: engine, full: false, now: .now)
            // One that is removed at this moment takes no space.
            guard let record = try row.record() else { continue }
            let space = try engine.space(engine.locations.container(listed.summary.id).path)
            rows.append([
                row.id, row.imageID, row.command, String(record.mounts.count { $0.kind == .volume }),
                HumanSize.decimal(space), HumanTime.since(listed.summary.created), listed.state, record.name,
            ])
        }
        return TableLayout.podman.render(rows)
    }

    private static func volumes(_ engine: Engine) throws(EngineError) -> String {
        let users = try engine.volumeUsers()
        var rows = [["VOLUME NAME", "LINKS", "SIZE"]]
        for volume in try engine.volumes.all() {
            rows.append([
                volume.name, String(users[volume.name]?.count ?? 0), HumanSize.decimal(try engine.volumes.space(volume.name)),
            ])
        }
        return TableLayout.podman.render(rows)
    }
}
