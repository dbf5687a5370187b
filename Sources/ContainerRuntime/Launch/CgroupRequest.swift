public import ControlGroups

/// Where a container is counted and limited.
public struct CgroupRequest: Sendable {
    public enum Manager: Sendable {
        /// Directories of the control group file systems, made by hand.
        case cgroupfs
        /// A scope that systemd makes around the first process.
        case systemd(SystemdScope)
        /// No control group of its own: the container stays in that of its starter.
        case disabled
    }

    /// A scope of systemd, as `linux.cgroupsPath` names it: `slice:prefix:name`.
    /// Its annotations `org.systemd.property.NAME` are properties of the scope.
    public static func scope(
        _ path: String, container: String, isUsers: Bool, annotations: [String: String] = [:]
    ) throws(RuntimeError) -> Manager {
        do throws(ControlGroupError) {
            return .systemd(try SystemdScope(path, container: container, isUsers: isUsers, annotations: annotations))
        } catch { throw RuntimeError(error) }
    }

    /// Absolute below the hierarchy of every controller, as `linux.cgroupsPath`.
    public var path: String
    public var manager: Manager
    /// A user who may not make control groups goes on without.
    public var toleratesFailure: Bool
    /// The runtime has no rights over the machine: nobody there can make device nodes, so a filter of devices that the kernel refuses is
    /// not needed.
    public var isRootless: Bool

    public init(path: String, manager: Manager = .cgroupfs, toleratesFailure: Bool = false, isRootless: Bool = false) {
        self.isRootless = isRootless
        self.path = path
        self.manager = manager
        self.toleratesFailure = toleratesFailure
    }
}
