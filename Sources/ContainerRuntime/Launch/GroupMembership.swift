internal import ControlGroups
internal import Linux

/// The ways into the control groups of a container, opened by the runtime and walked by the process itself, which
/// inherits them or gets them in a message.
///
/// A process that moves itself, by `0` in `tasks` of version 1, needs no lock over all processes of the machine (5.5);
/// moved by somebody else it waits for a grace period of the kernel, some milliseconds on a busy machine. And the right
/// to move is that of who opened the file, so that it still works inside a user namespace.
struct GroupMembership: ~Copyable {
    /// Owned here: an array cannot hold owners.
    private var files: [(number: CInt, path: String)] = []

    init(_ groups: ContainerGroups) throws(RuntimeError) {
        do throws(SystemCallError) {
            // In the group of version 2 a process is made (CLONE_INTO_CGROUP).
            for place in groups.group?.places ?? [] where !place.hierarchy.isUnified {
                let path = Self.path(place)
                files.append((try open(path, .writeOnly).release(), path))
            }
        } catch {
            throw RuntimeError(doing: "open the control group", subject: error.subject, cause: error)
        }
    }

    /// What came in a message: as many as the groups of version 1 have trees, in their order.
    init(_ groups: ContainerGroups, received descriptors: inout ReceivedDescriptors) {
        for place in groups.group?.places ?? [] where !place.hierarchy.isUnified {
            guard let file = descriptors.take() else { return }
            files.append((file.release(), Self.path(place)))
        }
    }

    private static func path(_ place: ControlGroup.Place) -> String { "\(place.directory)/tasks" }

    /// The open files, for sending copies of them.
    var numbers: [CInt] { files.map { $0.number } }

    deinit { for (number, _) in files { _ = Descriptor(owning: number) } }

    /// Moves the calling process.
    func enter() throws(RuntimeError) {
        for (number, path) in files {
            let file = Descriptor(owning: number)
            do throws(SystemCallError) { try file.write("0") } catch {
                _ = file.release()
                throw RuntimeError(
                    .refused, doing: "enter the control group", subject: path,
                    cause: error.errno == .noSpace
                        ? "it has no CPUs or memory nodes; set cpuset.cpus and cpuset.mems of the group above it"
                        : error.errno.words)
            }
            _ = file.release()
        }
    }
}
