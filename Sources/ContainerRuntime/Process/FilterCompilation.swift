internal import OCISpecification
internal import Seccomp

/// The filter of system calls of a container.
enum FilterCompilation {
    static func compile(_ profile: LinuxSeccomp) throws(RuntimeError) -> SeccompProgram {
        let program: SeccompProgram
        do throws(SeccompError) { program = try SeccompProgram(compiling: profile) } catch {
            throw RuntimeError(
                error.code == .unsupported ? .unsupported : .invalidConfiguration, doing: "read config.json",
                subject: "linux.seccomp", cause: error.description)
        }
        if program.needsListener {
            throw .unsupported("linux.seccomp", "SCMP_ACT_NOTIFY needs a listener, which is not supported")
        }
        return program
    }

    /// A filter as it is sent and kept; empty bytes are none.
    static func decode(_ bytes: [UInt8]) throws(RuntimeError) -> SeccompProgram? {
        if bytes.isEmpty { return nil }
        guard let program = SeccompProgram(encoded: bytes) else {
            throw RuntimeError(.lost, doing: "read the seccomp filter", cause: "it is damaged")
        }
        return program
    }
}
