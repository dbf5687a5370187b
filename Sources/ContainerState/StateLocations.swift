internal import Linux

/// Where everything of one user lies: what outlives a boot below `root`, what does not below `runRoot`.
package struct StateLocations: Hashable, Sendable {
    package let root: String
    package let runRoot: String

    package init(root: String, runRoot: String) {
        self.root = root
        self.runRoot = runRoot
    }

    package var containers: String { "\(root)/containers" }
    package var names: String { "\(root)/names" }
    package var images: String { "\(root)/images" }
    package var volumes: String { "\(root)/volumes" }
    /// The bridges of this boot, with the addresses that are handed out: one place for all state directories, as there is
    /// one kernel to make bridges in.
    package static var networks: String { "/run/apus/networks" }
    package var trash: String { "\(root)/trash" }
    package var events: String { "\(runRoot)/events" }

    /// Makes the directories that every command relies on; only the owner may look into them.
    package func prepare() throws(StateError) {
        do throws(SystemCallError) {
            // Others have to reach lower directories of images through this one, but may not list it.
            try makeDirectories(root, mode: 0o711)
            for path in [containers, names, volumes, trash] { try makeDirectories(path, mode: 0o711) }
            try makeDirectories(runRoot, mode: 0o711)
        } catch { throw StateError("preparing the state directories below \(root) and \(runRoot)", error) }
    }

    package func container(_ id: String) -> ContainerDirectory { ContainerDirectory(id: id, locations: self) }
}

/// The paths of one container.
package struct ContainerDirectory: Hashable, Sendable {
    package let id: String
    package let locations: StateLocations

    package var path: String { "\(locations.containers)/\(id)" }
    package var runPath: String { "\(locations.runRoot)/\(id)" }

    /// The OCI runtime configuration: this directory is an OCI bundle.
    package var configuration: String { "\(path)/config.json" }
    /// What the user asked for.
    package var record: String { "\(path)/container.json" }
    /// What `ps` shows, short.
    package var summary: String { "\(path)/summary" }
    /// What the monitor is to do.
    package var plan: String { "\(path)/launch.json" }
    /// How the container last ended.
    package var exit: String { "\(path)/exit" }
    /// When the container was last started; see ``StartMark``.
    package var started: String { "\(path)/started" }
    package var upper: String { "\(path)/upper" }
    package var work: String { "\(path)/work" }
    package var log: String { "\(path)/log" }
    package var hosts: String { "\(path)/hosts" }
    package var resolvConf: String { "\(path)/resolv.conf" }
    package var hostname: String { "\(path)/hostname" }
    package var passwd: String { "\(path)/passwd" }
    package var group: String { "\(path)/group" }

    package var lock: String { "\(runPath)/lock" }
    /// What runs now.
    package var state: String { "\(runPath)/state.json" }
    package var attachSocket: String { "\(runPath)/attach.sock" }
    /// There when a user asked the container to end: no restart policy applies then.
    package var stopRequest: String { "\(runPath)/stop-requested" }
    /// The name that pasta watches: when it is gone, pasta ends. Alone in its directory: of several names that are deleted
    /// at once pasta may see the first only.
    package var networkNamespace: String { "\(runPath)/pasta/netns" }
    /// The compiled filter of system calls, for programs that are run in the container later.
    package var seccompFilter: String { "\(runPath)/seccomp.bpf" }
}
