internal import CommandLineGrammar

/// Options before the verb that scripts for podman and docker give: what is so anyway is taken, anything else is told.
enum GlobalPeers {
    static func rows() -> [OptionRow<Globals>] {
        [
            only("cgroup-manager", "manager", "cgroupfs", "managers of control groups but cgroupfs"),
            only("runtime", "program", "apus-runtime", "containers of other OCI runtimes"),
            only("events-backend", "kind", "none", "records of events"),
            only("context", short: "c", "name", "default", "contexts"),
            .flag("debug", short: "D", "Accepted for scripts: errors are always told in full", hidden: true) { _, _ in },
            .later("runtime-flag", "flag", "options for the OCI runtime"), .later("hooks-dir", "dir", "directories of hooks"),
            .later("module", "file", "modules of containers.conf"),
            .later("config", "dir", "other directories of docker's configuration"),
            .later("connection", "name", "connections to other machines"),
            .later("url", "address", "connections to other machines"),
            .later("host", short: "H", "address", "connections to other machines"),
            .laterFlag("remote", short: "r", "connections to other machines"),
        ]
    }

    private static func only(
        _ name: String, short: Unicode.Scalar? = nil, _ value: String, _ known: String, _ what: String
    ) -> OptionRow<Globals> {
        .value(name, short: short, value, "(\(known))", hidden: true) { (_, text) throws(UsageError) in
            guard text == known || text.hasSuffix("/" + known) else {
                throw UsageError("--\(name) \(text): \(what) are not there yet in this version of apus", pointsToHelp: false)
            }
        }
    }
}
