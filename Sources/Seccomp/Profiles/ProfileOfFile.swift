internal import Linux
public import OCISpecification

extension LinuxSeccomp {
    /// The profile in the text of a file of docker's format, for a container with these capabilities on this machine.
    public init(
        profile text: [UInt8], capabilities: [String], architecture: SystemCallArchitecture = .native
    ) throws(SeccompError) {
        let release: [UInt8]
        do throws(SystemCallError) { release = try readFile("/proc/sys/kernel/osrelease", limit: 4096) } catch {
            throw SeccompError(.unreadable, doing: "find the kernel's release", cause: error.description)
        }
        self = try ProfileFile(parsing: text, name: "file")
            .profile(
                capabilities: capabilities, architecture: architecture,
                kernelRelease: String(decoding: release, as: UTF8.self))
    }
}
