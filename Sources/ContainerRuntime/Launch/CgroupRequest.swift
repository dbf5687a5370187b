/// Where a container is counted and limited.
package struct CgroupRequest: Sendable {
    package enum Manager: Sendable {
        /// Directories of the control group file systems, made by hand.
        case cgroupfs
        /// No control group of its own: the container stays in that of its starter.
        case disabled
    }

    /// Absolute below the hierarchy of every controller, as `linux.cgroupsPath`.
    package var path: String
    package var manager: Manager
    /// A user who may not make control groups goes on without.
    package var toleratesFailure: Bool

    package init(path: String, manager: Manager = .cgroupfs, toleratesFailure: Bool = false) {
        self.path = path
        self.manager = manager
        self.toleratesFailure = toleratesFailure
    }
}
