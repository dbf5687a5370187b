package import ContainerState
internal import Linux

/// Takes a container away in two steps: first its names, in no time; then its files.
package enum Removal {
    /// Moves the container to the trash and gives its name back: from here on nobody finds it.
    package static func hide(_ container: ContainerDirectory) {
        // It may have been renamed since it was started; a name that is not given back here is taken over by who wants it.
        if let summary = try? RecordFile.read(ContainerSummary.self, from: container.summary) {
            _ = try? ContainerNames(container.locations).release(summary.name, of: container.id)
        }
        do throws(SystemCallError) {
            try rename(container.path, to: trash(container))
        } catch {
            // Without a trash directory it is made once.
            _ = try? makeDirectories(container.locations.trash, mode: 0o711)
            _ = try? rename(container.path, to: trash(container))
        }
    }

    /// Deletes what was hidden. What cannot be deleted now stays in the trash for `system prune`.
    package static func delete(_ container: ContainerDirectory, volumes: [String]) {
        _ = try? removeTree(trash(container))
        for volume in volumes { _ = try? removeTree("\(container.locations.volumes)/\(volume)") }
    }

    private static func trash(_ container: ContainerDirectory) -> String { "\(container.locations.trash)/\(container.id)" }
}
