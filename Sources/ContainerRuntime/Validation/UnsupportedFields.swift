internal import OCISpecification

/// Fields of the specification that ask for what this runtime does not do: an error that names them, never silence.
enum UnsupportedFields {
    /// Of crun: other groups below the scope that systemd makes, and a tree of version 1 on a machine of version 2.
    private static let groupAnnotations = [
        "run.oci.systemd.subgroup", "run.oci.delegate-cgroup", "run.oci.systemd.force_cgroup_v1",
    ]

    static func check(_ configuration: borrowing RuntimeConfiguration) throws(RuntimeError) {
        if let section = configuration.foreignSections.first {
            throw .unsupported(section, "this runtime makes Linux containers without a virtual machine")
        }
        if let line = configuration.process?.commandLine, !line.isEmpty {
            throw .unsupported("process.commandLine", "it is for Windows")
        }
        for name in groupAnnotations where configuration.annotations?[name]?.isEmpty == false {
            throw .unsupported("annotations[\"\(name)\"]", "the container's processes stay in the group that linux.cgroupsPath names")
        }
        if let limits = configuration.linux?.resources?.hugepageLimits { try HugePageSizes.check(limits) }
    }
}
