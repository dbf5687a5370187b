internal import ContainerState
internal import ImageStorage
internal import Linux

// What containers refer to: layers of images and volumes.

extension Engine {
    /// Layers and volumes that containers need and that are gone.
    func checkReferences() throws(EngineError) -> [SystemProblem] {
        var problems: [SystemProblem] = []
        for id in try state({ () throws(StateError) in try lookup.all() }) {
            let container = locations.container(id)
            // One whose records are damaged or gone was told of already.
            guard let plan = try? plan(container), let record = try? record(container) else { continue }
            let name = "container \(record.name.isEmpty ? id : record.name) (\(container.path))"
            for path in ContainerRoot(plan.root).neededLayers where try isMissing(path) {
                problems.append(
                    SystemProblem(
                        description: "\(name): the layer \(path) is gone; pull or load the image again, "
                            + "or remove the container with `apus rm \(id)`", isRepaired: false))
            }
            for mount in record.mounts where mount.kind == .volume {
                guard try isMissing(volumes.path(mount.name)) else { continue }
                problems.append(
                    SystemProblem(
                        description: "\(name): its volume \(mount.name) is gone; make it again with "
                            + "`apus volume create \(mount.name)`, or remove the container", isRepaired: false))
            }
        }
        return problems
    }

    private func isMissing(_ path: String) throws(EngineError) -> Bool {
        try system("looking for \(path)") { () throws(SystemCallError) in try !exists(path) }
    }

    /// Volumes whose records cannot be read, and those that were not made to the end.
    func checkVolumes(repair: Bool) throws(EngineError) -> [SystemProblem] {
        var problems: [SystemProblem] = []
        for name in try volumes.names() {
            let directory = "\(locations.volumes)/\(name)"
            let record = "\(directory)/volume.json"
            do throws(StateError) { _ = try RecordFile.read(VolumeRecord.self, from: record) } catch {
                if error.code == .newerVersion {
                    problems.append(SystemProblem(description: error.message, isRepaired: false))
                    continue
                }
                let isOld = RecordFile.bootID(of: record) != bootID
                if repair || isOld {
                    // The files of the volume stay: without a record it has no labels, and nothing else is lost.
                    try system("moving \(record) out of the way") { () throws(SystemCallError) in
                        try Linux.rename(record, to: "\(locations.trash)/volume.json.\(CurrentProcess.identifier).\(name)")
                    }
                }
                problems.append(
                    SystemProblem(
                        description: "volume \(name): \(error.message); "
                            + (repair || isOld ? "its record was moved out of the way" : "`apus system check --repair` removes its record"),
                        isRepaired: repair || isOld))
            }
            if try isMissing(volumes.path(name)) {
                // Made by a command that was killed half-way; the next use goes on, and so does this.
                try system("finishing the volume \(name)") { () throws(SystemCallError) in
                    do throws(SystemCallError) { try makeDirectory(volumes.path(name), mode: 0o755) } catch {
                        if error.errno != .exists && error.errno != .noEntry { throw error }
                    }
                }
            }
        }
        return problems
    }
}
