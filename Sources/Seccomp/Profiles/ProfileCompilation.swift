public import OCISpecification

extension SeccompProgram {
    /// What to do beyond what the profile says.
    public struct Options: Hashable, Sendable {
        /// Calls with numbers above all that the profile names on an architecture get `ENOSYS` in place of a refusing
        /// default, so that programs fall back instead of failing; as runc does it. A profile that has
        /// `defaultErrnoRet` 38 does so by itself.
        public var answersNewerCallsWithENOSYS: Bool

        public init(answersNewerCallsWithENOSYS: Bool = false) {
            self.answersNewerCallsWithENOSYS = answersNewerCallsWithENOSYS
        }
    }

    /// The filter of a profile, with the meaning that libseccomp gives it under crun and runc: names unknown on an
    /// architecture are skipped there, a rule with the default action is none, tests of a rule must all hold (those
    /// of a rule that names an argument twice: any), the native architecture is always among those listed, and the
    /// calls of all others are killed.
    public init(
        compiling profile: LinuxSeccomp, options: Options = Options(), native: SystemCallArchitecture = .native
    ) throws(SeccompError) {
        var reading = ProfileReading(native: native)
        try reading.read(profile)
        let sections = reading.sections(options)
        let instructions = FilterCompiler.compile(
            sections: sections, foreign: FilterAction.killThread.answer(0), otherwise: reading.otherwise)
        guard instructions.count <= 4096 else {  // BPF_MAXINSNS
            throw SeccompError(
                .tooLarge, doing: "compile the profile",
                cause: "the filter has \(instructions.count) instructions; the kernel takes 4096. "
                    + "Use fewer rules with arguments")
        }
        self.init(
            instructions: instructions, flags: try Self.flags(profile.flags ?? []),
            needsListener: reading.asksListener)
    }

    private static func flags(_ names: [String]) throws(SeccompError) -> FilterFlags {
        var flags: FilterFlags = []
        for name in names {
            switch name {
            // There is one thread when the filter is loaded: there is nothing to synchronize.
            case "SECCOMP_FILTER_FLAG_TSYNC": break
            case "SECCOMP_FILTER_FLAG_LOG": flags.insert(.log)
            case "SECCOMP_FILTER_FLAG_SPEC_ALLOW": flags.insert(.allowSpeculation)
            case "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV": flags.insert(.waitKillable)
            default: throw SeccompError(.unsupported, doing: "read the profile", cause: "unknown flag `\(name)`")
            }
        }
        return flags
    }
}
