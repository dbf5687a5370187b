internal import Linux

/// How this machine, or a test's directory, shows its control groups.
public struct ControlGroupLayout: Hashable, Sendable {
    public enum Version: Hashable, Sendable {
        /// Controllers in trees of their own.
        case legacy
        /// As legacy, with a tree of version 2 beside them that has no, or few, controllers.
        case hybrid
        /// One tree with all controllers.
        case unified
    }

    public let version: Version
    public let hierarchies: [Hierarchy]
    /// The directory that shows them all, `/sys/fs/cgroup`.
    public let directory: String

    public init(version: Version, hierarchies: [Hierarchy], directory: String = "/sys/fs/cgroup") {
        self.version = version
        self.hierarchies = hierarchies
        self.directory = directory
    }

    /// Finds out what is mounted.
    public static func detect(
        directory: String = "/sys/fs/cgroup", mountTable: String = "/proc/self/mountinfo"
    ) throws(ControlGroupError) -> ControlGroupLayout {
        let table: [UInt8]
        do throws(SystemCallError) {
            let kind = try open(directory, [.path, .directory]).fileSystemKind()
            // Version 2 right at the directory: the common case needs no mount table.
            if kind == .controlGroup2 { return unified(at: directory) }
            table = try readFile(mountTable)
        } catch {
            throw ControlGroupError(
                .unavailable, doing: "find the control groups", file: error.subject, cause: error.errno.words)
        }
        return try of(mountTable: table, directory: directory) { path, device in
            // What cannot be looked at cannot be used.
            (try? status(of: path))?.device == device
        }
    }

    /// The version, and where the tree of version 2 is, by a look at the usual places alone.
    public static func glance(directory: String = "/sys/fs/cgroup") -> (version: Version, unified: String?) {
        if isUnified(directory) { return (.unified, directory) }
        let beside = directory + "/unified"
        return isUnified(beside) ? (.hybrid, beside) : (.legacy, nil)
    }

    private static func isUnified(_ path: String) -> Bool {
        // What cannot be looked at cannot be used.
        (try? open(path, [.path, .directory]).fileSystemKind()) == .controlGroup2
    }

    /// A tree of version 2 that is mounted, or imitated, at a directory.
    public static func unified(at directory: String) -> ControlGroupLayout {
        ControlGroupLayout(
            version: .unified, hierarchies: [Hierarchy(kind: .unified, mountPoint: directory)], directory: directory)
    }

    /// The tree of version 2, in the layouts that have one.
    public var unified: Hierarchy? {
        for hierarchy in hierarchies where hierarchy.isUnified { return hierarchy }
        return nil
    }

    /// The tree of version 1 that has a controller.
    public func hierarchy(of controller: Controllers) -> Hierarchy? {
        for hierarchy in hierarchies where hierarchy.has(controller) { return hierarchy }
        return nil
    }

    /// Whether containers can be put into a group while they are made (`CLONE_INTO_CGROUP`).
    public var isUnified: Bool { version == .unified }
}
