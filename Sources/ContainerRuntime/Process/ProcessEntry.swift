internal import Linux
internal import Seccomp

/// The last steps of a stage on its way to be the container's program: limits, user, capabilities, seccomp, `execve`.
/// The first process of a container and those executed into it later go through the same.
struct ProcessEntry: ~Copyable {
    private let settings: ProcessSettings
    private var filter: SeccompProgram?
    /// The host's procfs, opened before the container's files were in reach.
    private let proc: Descriptor
    private let preservedDescriptors: Int
    private var program = ""

    init(
        _ settings: ProcessSettings, proc: consuming Descriptor, filter: SeccompProgram?, preservedDescriptors: Int
    ) {
        self.settings = settings
        self.proc = proc
        self.preservedDescriptors = preservedDescriptors
        self.filter = filter
    }

    /// Everything that needs rights over the machine, then the user. After this the program has been looked up.
    mutating func prepare() throws(RuntimeError) {
        for (resource, limit) in settings.limits {
            try doing("set limit", resource.name) { () throws(SystemCallError) in try limit.apply(to: resource) }
        }
        if let score = settings.oomScoreAdjustment {
            try doing("set process.oomScoreAdj to", "\(score)") { () throws(SystemCallError) in
                try writeControlFile("self/oom_score_adj", "\(score)", at: proc.number)
            }
        }
        try settings.scheduling.apply()
        try doing("drop capabilities") { () throws(SystemCallError) in try settings.capabilities.dropBounding() }
        // The directory may be one that only root can enter, or only the user (a network file system).
        let entered = enterWorkingDirectory()
        try becomeUser()
        if !entered {
            try doing("change to process.cwd", settings.workingDirectory) { () throws(SystemCallError) in
                try changeDirectory(settings.workingDirectory)
            }
        }
        try checkInside()
        CurrentProcess.setFileModeMask(settings.fileModeMask ?? 0o022)
        try addHome()
        program = try ProgramLookup.find(settings.arguments[0], environment: environment)
    }

    private var environment: [String] = []

    private func enterWorkingDirectory() -> Bool {
        do throws(SystemCallError) {
            try changeDirectory(settings.workingDirectory)
            return true
        } catch { return false }
    }

    private func becomeUser() throws(RuntimeError) {
        // Kept over the change of the user, else the sets of `process.capabilities` could not be reached any more.
        try doing("become the user of the container", "\(settings.user):\(settings.group)") {
            () throws(SystemCallError) in
            try CurrentProcess.setKeepCapabilities(true)
            if !settings.keepsGroups { try NamespaceCredentials.setGroups(settings.additionalGroups, proc: proc) }
            try Credentials.setGroup(settings.group)
            try Credentials.setUser(settings.user)
            if Safeguard.hidden.isOn { try CurrentProcess.setDumpable(false) }
        }
    }

    /// A directory outside the root, reached through a descriptor left open, would be the host (CVE-2024-21626).
    private func checkInside() throws(RuntimeError) {
        let path = try doing("ask for the current directory") { () throws(SystemCallError) in
            try currentDirectoryPath()
        }
        guard path.hasPrefix("/") || !Safeguard.insideRoot.isOn else {
            throw RuntimeError(
                .invalidConfiguration, doing: "change to process.cwd", subject: settings.workingDirectory,
                cause: "it is outside the root of the container")
        }
    }

    private mutating func addHome() throws(RuntimeError) {
        environment = settings.environment
        for line in environment where line.hasPrefix("HOME=") { return }
        environment.append("HOME=\(HomeDirectory.of(settings.user))")
    }

    /// Becomes the program. Returns only by throwing.
    /// `handOver` gets the listener of a filter that asks one.
    mutating func execute(
        handOver: (borrowing Descriptor) throws(RuntimeError) -> Void
    ) throws(RuntimeError) -> Never {
        let block = try doing("execute", program) { () throws(SystemCallError) in
            try ExecutionBlock(arguments: settings.arguments, environment: environment)
        }
        try SecurityLabels.apply(
            appArmorProfile: settings.appArmorProfile, selinuxLabel: settings.selinuxLabel, proc: proc)
        let plan = settings.capabilities
        try doing("prepare the program", program) { () throws(SystemCallError) in
            if Safeguard.closedDescriptors.isOn { try markCloseOnExec(from: 3 + CInt(preservedDescriptors)) }
            SignalSet.resetActions()
            try SignalSet.none.makeMask()
        }
        if settings.noNewPrivileges {
            // The filter comes last: the fewer of our own calls it has to allow the better.
            try doing("apply process.capabilities") { () throws(SystemCallError) in try plan.apply() }
            try doing("set process.noNewPrivileges") { () throws(SystemCallError) in
                try CurrentProcess.setNoNewPrivileges()
            }
            try loadFilter(handOver)
        } else {
            // Without no_new_privs a filter takes CAP_SYS_ADMIN, so it comes before that is given up.
            try loadFilter(handOver)
            try doing("apply process.capabilities (the seccomp filter has to allow capset and prctl)") {
                () throws(SystemCallError) in try plan.apply()
            }
        }
        throw ProgramLookup.error(program, block.execute(program))
    }

    private func loadFilter(_ handOver: (borrowing Descriptor) throws(RuntimeError) -> Void) throws(RuntimeError) {
        guard let filter else { return }
        let listener = try doing("load the seccomp filter") { () throws(SystemCallError) in
            if !settings.noNewPrivileges {
                // The change of the user cleared the effective set; what is permitted was kept.
                var sets = try CapabilitySets.current()
                sets.effective |= sets.permitted & (1 << 21)  // CAP_SYS_ADMIN
                try sets.apply()
            }
            return try filter.load()
        }
        switch listener {
        case .some(let listener): try handOver(listener)
        case .none: return
        }
    }
}
