internal import Linux

/// Where everything of one user lies: what outlives a boot below `root`, what does not below `runRoot`.
public struct StateLocations: Hashable, Sendable {
    public let root: String
    public let runRoot: String

    public init(root: String, runRoot: String) {
        self.root = root
        self.runRoot = runRoot
    }

    public var containers: String { "\(root)/containers" }
    public var names: String { "\(root)/names" }
    public var images: String { "\(root)/images" }
    public var volumes: String { "\(root)/volumes" }
    /// The bridges of this boot, with the addresses that are handed out: one place for all state directories, as there is
    /// one kernel to make bridges in.
    public static var networks: String { "/run/apus/networks" }
    public var trash: String { "\(root)/trash" }
    /// What gives containers their root file systems: a symlink whose target names it.
    public var driver: String { "\(root)/driver" }
    /// Compiled filters of system calls, by content.
    public var filters: String { "\(runRoot)/filters" }
    public var events: String { "\(runRoot)/events" }

    /// Makes the directories that every command relies on; only the owner may look into them.
    /// - Parameter hasRoot: the root directory is known to be there.
    public func prepare(hasRoot: Bool = false) throws(StateError) {
        do throws(SystemCallError) {
            // Others have to reach lower directories of images through this one, but may not list it.
            if !hasRoot { try makeDirectories(root, mode: 0o711) }
            for path in [containers, names, volumes, trash] { try makeDirectories(path, mode: 0o711) }
            try makeDirectories(runRoot, mode: 0o711)
        } catch { throw StateError("preparing the state directories below \(root) and \(runRoot)", error) }
    }

    public func container(_ id: String) -> ContainerDirectory { ContainerDirectory(id: id, locations: self) }
}

/// The paths of one container.
public struct ContainerDirectory: Hashable, Sendable {
    public let id: String
    public let locations: StateLocations

    public var path: String { "\(locations.containers)/\(id)" }
    public var runPath: String { "\(locations.runRoot)/\(id)" }

    /// The OCI runtime configuration: this directory is an OCI bundle.
    public var configuration: String { "\(path)/config.json" }
    /// What the user asked for.
    public var record: String { "\(path)/container.json" }
    /// What `ps` shows, short.
    public var summary: String { "\(path)/summary" }
    /// What the monitor is to do.
    public var plan: String { "\(path)/launch.json" }
    /// How the container last ended.
    public var exit: String { "\(path)/exit" }
    /// When the container was last started; see ``StartMark``.
    public var started: String { "\(path)/started" }
    public var upper: String { "\(path)/upper" }
    public var work: String { "\(path)/work" }
    /// The root file system of a container that is a copy of its image.
    public var copy: String { "\(path)/rootfs" }
    /// Made when that copy was complete: what was changed later was changed by the container.
    public var copied: String { "\(path)/copied" }
    public var log: String { "\(path)/log" }
    public var hosts: String { "\(path)/hosts" }
    public var resolvConf: String { "\(path)/resolv.conf" }
    public var hostname: String { "\(path)/hostname" }
    public var passwd: String { "\(path)/passwd" }
    public var group: String { "\(path)/group" }

    public var lock: String { "\(runPath)/lock" }
    /// What runs now.
    public var state: String { "\(runPath)/state.json" }
    public var attachSocket: String { "\(runPath)/attach.sock" }
    /// There when a user asked the container to end: no restart policy applies then.
    public var stopRequest: String { "\(runPath)/stop-requested" }
    /// The name that pasta watches: when it is gone, pasta ends. Alone in its directory: of several names that are deleted
    /// at once pasta may see the first only.
    public var networkNamespace: String { "\(runPath)/pasta/netns" }
    /// The compiled filter of system calls, for programs that are run in the container later.
    public var seccompFilter: String { "\(runPath)/seccomp.bpf" }
}
