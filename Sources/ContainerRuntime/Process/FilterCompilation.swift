internal import OCISpecification
internal import Seccomp

/// The filter of system calls of a container.
enum FilterCompilation {
    static func compile(_ profile: LinuxSeccomp, _ listener: SeccompListener?) throws(RuntimeError) -> SeccompProgram {
        try SeccompListener.check(profile, listener)
        let program: SeccompProgram
        do throws(SeccompError) {
            // As runc: else a profile older than the C library refuses its newer calls with EPERM, and it does not fall back.
            program = try SeccompProgram(compiling: profile, options: .init(answersNewerCallsWithENOSYS: true))
        } catch {
            throw RuntimeError(
                error.code == .unsupported ? .unsupported : .invalidConfiguration, doing: "read config.json",
                subject: "linux.seccomp", cause: error.description)
        }
        return program
    }

    /// A filter as it is sent and kept; empty bytes are none.
    static func decode(_ bytes: [UInt8]) throws(RuntimeError) -> SeccompProgram? {
        if bytes.isEmpty { return nil }
        guard let program = SeccompProgram(encoded: bytes) else {
            throw RuntimeError(
                .lost, doing: "read the seccomp filter",
                cause: "it is damaged, or another version of apus wrote it: restart the container")
        }
        return program
    }
}
