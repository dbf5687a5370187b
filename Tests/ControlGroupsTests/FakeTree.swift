import Linux
import TestSupport

@testable import ControlGroups

/// A directory that imitates the trees of control groups: files are there beforehand, and keep what is written.
struct FakeTree: ~Copyable {
    let directory: TemporaryDirectory
    let group: ControlGroup

    /// A group `/g` whose files have these contents.
    init(_ version: ControlGroupLayout.Version, _ files: [String: String]) throws {
        let made = try TemporaryDirectory("cgroup")
        let root = made.path
        let layout: ControlGroupLayout
        if version == .unified {
            layout = .unified(at: root)
        } else {
            let controllers: [Controllers] = [
                [.cpu, .cpuAccounting], .cpuset, .memory, .blockIO, .pids, .hugetlb, .networkClass, .networkPriority,
                .rdma, .devices, .freezer,
            ]
            layout = ControlGroupLayout(
                version: version,
                hierarchies: controllers.map {
                    Hierarchy(
                        kind: .legacy($0), mountPoint: root + "/" + $0.legacyName, options: $0.legacyName)
                }, directory: root)
        }
        let group = ControlGroup.existing(try ControlGroupPath("/g"), layout: layout)
        for place in group.places { try makeDirectories(place.directory) }
        for (name, text) in files {
            try open(Self.path(name, group), [.writeOnly, .create]).write(text)
        }
        directory = made
        self.group = group
    }

    /// Where a file such as `memory.max` is.
    private static func path(_ name: String, _ group: ControlGroup) -> String {
        var prefix = String(name.prefix { $0 != "." })
        if prefix == "cpuacct" { prefix = "cpu" }
        let controller = Controllers(name: prefix)
        return (controller.flatMap { group.place(of: $0) } ?? group.places[0]).directory + "/" + name
    }

    func text(_ name: String) throws -> String { String(decoding: try readFile(Self.path(name, group)), as: UTF8.self) }
}
