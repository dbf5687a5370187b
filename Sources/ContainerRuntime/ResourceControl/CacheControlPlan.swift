internal import OCISpecification

/// `linux.intelRdt`: shares of cache and memory bandwidth, by directories of the kernel's resctrl file system
/// (`Documentation/filesystems/resctrl.rst`).
struct CacheControlPlan: Sendable {
    /// The directory of the class below the file system; empty is its root.
    let group: String
    /// Whether the class is named: then it is the administrator's, and is not removed with the container.
    let isNamed: Bool
    /// Lines for the file `schemata`; empty leaves what is there.
    let schemata: [String]
    /// Figures of the container alone, in a directory of its own.
    let monitors: Bool
    let id: String

    init?(_ rdt: LinuxIntelRdt?, id: String) throws(RuntimeError) {
        guard let rdt else { return nil }
        if rdt.enableCMT == true || rdt.enableMBM == true {
            throw .unsupported("linux.intelRdt.enableCMT", "it is gone from the specification; use enableMonitoring")
        }
        self.id = id
        monitors = rdt.enableMonitoring ?? false
        let name = rdt.closID ?? ""
        isNamed = !name.isEmpty
        if name == "/" {
            group = ""
        } else if name.contains("/") || name == "." || name == ".." || name.utf8.contains(10) || name == "info"
            || name == "mon_groups" || name == "mon_data"
        {
            throw .invalid("linux.intelRdt.closID", "\"\(name)\" is no name of a directory below the root of resctrl")
        } else {
            group = name.isEmpty ? id : name
        }
        var lines = rdt.schemata ?? []
        // The older fields: cache lines of one, bandwidth lines of the other.
        for line in (rdt.l3CacheSchema ?? "").split(separator: "\n") where !line.hasPrefix("MB:") {
            lines.append(String(line))
        }
        if let bandwidth = rdt.memBwSchema, !bandwidth.isEmpty {
            guard bandwidth.hasPrefix("MB:"), !bandwidth.contains("\n") else {
                throw .invalid("linux.intelRdt.memBwSchema", "\"\(bandwidth)\" is no line beginning with MB:")
            }
            lines.append(bandwidth)
        }
        schemata = lines
    }
}
