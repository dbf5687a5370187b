import Linux
import Testing

@testable import ControlGroups

enum RealGroups {
    /// Whether this process may make groups here.
    static let areUsable: Bool = {
        guard let layout = try? ControlGroupLayout.detect(),
            let path = try? ControlGroupPath("/apus-test-probe-\(CurrentProcess.identifier)"),
            let group = try? ControlGroup.create(path, resources: nil, layout: layout)
        else { return false }
        return (try? group.delete()) != nil
    }()

    /// Where version 2 is mounted.
    static let unified: String? = (try? ControlGroupLayout.detect())?.unified?.mountPoint

    /// Each suite has its own, since they run side by side.
    static func path(_ name: String, suite: String = "all") throws(ControlGroupError) -> ControlGroupPath {
        try ControlGroupPath("/apus-test-\(suite)-\(CurrentProcess.identifier)/\(name)")
    }

    static func clean(_ layout: ControlGroupLayout, suite: String = "all") {
        guard let path = try? path("", suite: suite) else { return }
        // What stays fails the next run, loudly.
        _ = try? ControlGroup.existing(path, layout: layout).delete()
    }

    /// The exit code of a shell in the group that opens a device.
    static func open(_ group: ControlGroup, _ device: String, _ way: String) throws -> Int32 {
        var script = ""
        for place in group.places { script += "echo $$ > \(place.directory)/cgroup.procs || exit 99; " }
        return try runShell(script + "exec 3\(way)\(device)")
    }
}
