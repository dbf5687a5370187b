internal import Linux

/// Puts a container into its class of cache and memory bandwidth, and takes away what was made for it.
enum CacheControl {
    /// Where resctrl is mounted, by the text of a mount table; nil when it is nowhere.
    static func mountPoint(_ table: [UInt8]) -> String? {
        for line in table.split(separator: 10) {
            let fields = line.split(separator: 32)
            guard let dash = fields.firstIndex(where: { $0.elementsEqual([45]) }), dash + 1 < fields.count,
                fields[dash + 1].elementsEqual("resctrl".utf8), fields.count > 4
            else { continue }
            return String(decoding: fields[4], as: UTF8.self)
        }
        return nil
    }

    /// Before anything is made: without the file system nothing can be controlled.
    static func find() throws(RuntimeError) -> String {
        let table = try doing("read", "/proc/self/mountinfo") { () throws(SystemCallError) in
            try readFile("/proc/self/mountinfo")
        }
        if let path = mountPoint(table) { return path }
        throw .unsupported(
            "linux.intelRdt", "resctrl is not mounted: this kernel or processor has none, or mount it at /sys/fs/resctrl")
    }

    /// Makes the class where it is missing, sets its shares, and adds the process. Answers the directories to remove later.
    static func enter(_ plan: CacheControlPlan, root: String, process: CInt) throws(RuntimeError) -> [String] {
        var made: [String] = []
        do throws(RuntimeError) {
            let directory = plan.group.isEmpty ? root : "\(root)/\(plan.group)"
            let isThere = try doing("look for the class", directory) { () throws(SystemCallError) in try exists(directory) }
            if !isThere {
                if plan.isNamed && plan.schemata.isEmpty {
                    throw .invalid(
                        "linux.intelRdt.closID", "there is no class \(directory), and no schemata to make one with")
                }
                try doing("make the class", directory) { () throws(SystemCallError) in try makeDirectory(directory) }
                if !plan.isNamed { made.append(directory) }
            }
            if !plan.schemata.isEmpty {
                let file = "\(directory)/schemata"
                try doing("write linux.intelRdt.schemata to", file) { () throws(SystemCallError) in
                    try writeControlFile(file, plan.schemata.map { $0 + "\n" }.joined())
                }
            }
            try doing("enter", "\(directory)/tasks") { () throws(SystemCallError) in
                try writeControlFile("\(directory)/tasks", "\(process)")
            }
            if plan.monitors {
                let monitor = "\(directory)/mon_groups/\(plan.id)"
                try doing("make the monitoring group", monitor) { () throws(SystemCallError) in
                    if try !exists(monitor) { try makeDirectory(monitor) }
                    made.append(monitor)
                    try writeControlFile("\(monitor)/tasks", "\(process)")
                }
            }
            return made
        } catch {
            remove(made)
            throw error
        }
    }

    /// The last made first. One that is gone already is what was wanted; one that another container is in stays.
    static func remove(_ directories: [String]) {
        for directory in directories.reversed() { _ = try? removeDirectory(directory) }
    }
}
