public import ContainerState
internal import Linux

/// Takes a container away in two steps: first its names, in no time; then its files.
public enum Removal {
    /// Moves the container to the trash and gives its name back: from here on nobody finds it.
    public static func hide(_ container: ContainerDirectory, name: String) {
        // A name that is not given back here is taken over by who wants it. The link goes along into the trash: its text
        // is long enough to have a block of its own, and freeing that may take a millisecond.
        let names = ContainerNames(container.locations)
        if (try? names.move(name, of: container.id, to: "\(container.path)/name")) != true,
            let summary = try? RecordFile.read(ContainerSummary.self, from: container.summary)
        {
            // It was renamed since it was started.
            _ = try? names.release(summary.name, of: container.id)
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
    public static func delete(_ container: ContainerDirectory, volumes: [String]) {
        _ = try? removeTree(trash(container))
        for volume in volumes { _ = try? removeTree("\(container.locations.volumes)/\(volume)") }
    }

    private static func trash(_ container: ContainerDirectory) -> String {
        "\(container.locations.trash)/\(container.id)"
    }
}
