internal import OCISpecification

/// On which CPUs and memory nodes the group runs: `cpuset.*`.
struct CPUSets {
    let cpu: LinuxCPU

    init(_ cpu: LinuxCPU) { self.cpu = cpu }

    func apply(to group: ControlGroup) throws(ControlGroupError) {
        let cpus = cpu.cpus ?? ""
        let nodes = cpu.mems ?? ""
        if cpus.isEmpty && nodes.isEmpty { return }
        guard let place = group.place(of: .cpuset) else {
            throw ControlGroupError(
                .missingController, doing: "choose the CPUs", file: group.path.text,
                cause: "the controller `cpuset` is not mounted")
        }
        if !cpus.isEmpty { try ControlFile(place, "cpuset.cpus").write(cpus, doing: "run on the CPUs \(cpus)") }
        if !nodes.isEmpty {
            try ControlFile(place, "cpuset.mems").write(nodes, doing: "use the memory nodes \(nodes)")
        }
    }

    /// In version 1 a new group has no CPUs and no memory nodes, and takes no process until it has: those of the
    /// group above are written down to it.
    static func inherit(_ place: ControlGroup.Place, path: ControlGroupPath) throws(ControlGroupError) {
        if isComplete(place.directory) { return }
        let root = place.hierarchy.mountPoint
        var above = root
        for ancestor in path.ancestors {
            let directory = root + ancestor
            if !isComplete(directory) {
                for name in ["cpuset.cpus", "cpuset.mems"] {
                    let file = ControlFile(directory, name)
                    if !isEmpty(try file.read()) { continue }
                    let value = try ControlFile(above, name).read()
                    try file.write(value, doing: "hand \(name) down to the group")
                }
                // Groups made below then have them from the start, which saves four calls for each container.
                if directory != place.directory { _ = ControlFile(directory, "cgroup.clone_children").attempt("1") }
            }
            above = directory
        }
    }

    private static func isComplete(_ directory: String) -> Bool {
        guard let nodes = ControlFile(directory, "cpuset.mems").readIfPresent(), !isEmpty(nodes),
            let cpus = ControlFile(directory, "cpuset.cpus").readIfPresent()
        else { return false }
        return !isEmpty(cpus)
    }

    private static func isEmpty(_ text: String) -> Bool { text.utf8.allSatisfy { $0 <= 32 } }
}
