internal import OCISpecification

/// Fields of the specification that ask for what this runtime does not do: an error that names them, never silence.
enum UnsupportedFields {
    static func check(_ configuration: borrowing RuntimeConfiguration) throws(RuntimeError) {
        if let section = configuration.foreignSections.first {
            throw .unsupported(section, "this runtime makes Linux containers without a virtual machine")
        }
        if let line = configuration.process?.commandLine, !line.isEmpty {
            throw .unsupported("process.commandLine", "it is for Windows")
        }
        guard let linux = configuration.linux else { return }
        if let rdt = linux.intelRdt,
            rdt.closID != nil || rdt.schemata != nil || rdt.l3CacheSchema != nil
                || rdt.memBwSchema != nil || rdt.enableCMT == true || rdt.enableMBM == true
                || rdt.enableMonitoring == true
        {
            throw .unsupported("linux.intelRdt", "cache and memory bandwidth control are not supported")
        }
        if linux.memoryPolicy != nil { throw .unsupported("linux.memoryPolicy", "NUMA policies are not supported") }
        if let devices = linux.netDevices, !devices.isEmpty {
            throw .unsupported("linux.netDevices", "network devices are not moved into containers")
        }
        if let seccomp = linux.seccomp {
            if let path = seccomp.listenerPath, !path.isEmpty {
                throw .unsupported("linux.seccomp.listenerPath", "seccomp notification is not supported")
            }
        }
    }
}
