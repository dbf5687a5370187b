internal import Linux

extension ControlGroup {
    /// Moves a process with all its threads into the group, in every tree. `exceptUnified`: it was made inside the
    /// group of version 2 already (`CLONE_INTO_CGROUP`).
    public func add(_ process: Int32, exceptUnified: Bool = false) throws(ControlGroupError) {
        let number = "\(process)"
        for place in places where !(exceptUnified && place.hierarchy.isUnified) {
            let file = ControlFile(place, "cgroup.procs")
            guard let refusal = file.attempt(number) else { continue }
            throw ControlGroupError(
                refusal == .noEntry
                    ? .notFound : (refusal == .perm || refusal == .access ? .notPermitted : .refused),
                doing: "add process \(process)", file: file.path, cause: Self.words(of: refusal))
        }
    }

    private static func words(of errno: Errno) -> String {
        switch errno {
        case .noProcess: "the process is gone"
        case .busy:
            "the group has groups below it that have controllers; processes belong into one of those (cgroups(7))"
        case .notSupported: "the group is a threaded one, which takes no whole process"
        case .noSpace: "the group has no CPUs or memory nodes; set cpuset.cpus and cpuset.mems of the group above it"
        default: errno.words
        }
    }

    /// The processes in the group and in the groups below it.
    public func processes() throws(ControlGroupError) -> [Int32] {
        guard let place = mainPlace else { return [] }
        var found: [Int32] = []
        try Self.collect(place.directory, &found)
        return found
    }

    /// Those in any of the trees; one may be there more than once.
    func processesOfAllTrees() throws(ControlGroupError) -> [Int32] {
        var found: [Int32] = []
        for place in places { try Self.collect(place.directory, &found) }
        return found
    }

    private static func collect(_ directory: String, _ found: inout [Int32]) throws(ControlGroupError) {
        do throws(SystemCallError) {
            let text = try readFile(directory + "/cgroup.procs", limit: 1 << 26)
            var number: Int32 = 0
            for byte in text {
                if byte >= 48 && byte <= 57 {
                    number = number &* 10 &+ Int32(byte - 48)
                } else if number != 0 {
                    found.append(number)
                    number = 0
                }
            }
            if number != 0 { found.append(number) }
        } catch {
            // A group that is gone has no processes; one of threads lists them in the group above.
            if error.errno == .noEntry || error.errno == .noSuchDevice || error.errno == .notSupported { return }
            if error.errno.rawValue == 19 { return }  // ENODEV: removed while it was read
            throw ControlGroupError(doing: "list the processes", file: error.subject, error)
        }
        for child in children(of: directory) { try collect(directory + "/" + child, &found) }
    }

    /// The names of the groups right below one.
    static func children(of directory: String) -> [String] {
        // A directory that went away between two looks has no children.
        guard let file = try? open(directory, [.readOnly, .directory]), let entries = try? file.entries() else {
            return []
        }
        var names: [String] = []
        for entry in entries where entry.kind == .directory { names.append(entry.name.display) }
        return names
    }
}
