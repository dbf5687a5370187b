internal import Linux
internal import OCISpecification
internal import Seccomp

/// Where the seccomp profile of a container comes from.
enum SeccompSettings {
    /// The profile of a file in docker's format, or the default one for these capabilities.
    static func profile(path: String?, capabilities: [String]) throws(EngineError) -> LinuxSeccomp {
        guard let path else { return DefaultProfile.make(capabilities: capabilities) }
        let bytes = try system("reading the seccomp profile \(path)") { () throws(SystemCallError) in
            try readFile(path, limit: 4 << 20)
        }
        do throws(SeccompError) {
            let release = String(decoding: (try? readFile("/proc/sys/kernel/osrelease")) ?? [], as: UTF8.self)
            return try ProfileFile(parsing: bytes, name: path).profile(
                capabilities: capabilities, kernelRelease: release)
        } catch { throw EngineError(.invalid, "\(error)") }
    }
}
