/// The process that a container runs, or that is added to a running one.
package struct ProcessConfiguration: Codable, Hashable, Sendable {
    package var terminal: Bool?
    package var consoleSize: ConsoleSize?
    /// Root when the file says nothing.
    package var user: User
    /// An absolute path.
    package var cwd: String
    /// `NAME=value`, as environ(7) has it.
    package var env: [String]?
    /// The program and its arguments.
    package var args: [String]?
    /// Only for Windows.
    package var commandLine: String?
    package var rlimits: [POSIXRlimit]?
    package var apparmorProfile: String?
    package var capabilities: LinuxCapabilities?
    package var noNewPrivileges: Bool?
    package var oomScoreAdj: Int?
    package var scheduler: Scheduler?
    package var selinuxLabel: String?
    package var ioPriority: LinuxIOPriority?
    package var execCPUAffinity: CPUAffinity?

    package init(
        terminal: Bool? = nil, consoleSize: ConsoleSize? = nil, user: User, cwd: String, env: [String]? = nil,
        args: [String]? = nil, commandLine: String? = nil, rlimits: [POSIXRlimit]? = nil,
        apparmorProfile: String? = nil, capabilities: LinuxCapabilities? = nil, noNewPrivileges: Bool? = nil,
        oomScoreAdj: Int? = nil, scheduler: Scheduler? = nil, selinuxLabel: String? = nil,
        ioPriority: LinuxIOPriority? = nil, execCPUAffinity: CPUAffinity? = nil
    ) {
        self.terminal = terminal
        self.consoleSize = consoleSize
        self.user = user
        self.cwd = cwd
        self.env = env
        self.args = args
        self.commandLine = commandLine
        self.rlimits = rlimits
        self.apparmorProfile = apparmorProfile
        self.capabilities = capabilities
        self.noNewPrivileges = noNewPrivileges
        self.oomScoreAdj = oomScoreAdj
        self.scheduler = scheduler
        self.selinuxLabel = selinuxLabel
        self.ioPriority = ioPriority
        self.execCPUAffinity = execCPUAffinity
    }

    /// Written out only because a file may leave the user out.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        terminal = try values.decodeIfPresent(Bool.self, forKey: .terminal)
        consoleSize = try values.decodeIfPresent(ConsoleSize.self, forKey: .consoleSize)
        user = try values.decodeIfPresent(User.self, forKey: .user) ?? User(uid: 0, gid: 0)
        cwd = try values.decode(String.self, forKey: .cwd)
        env = try values.decodeIfPresent([String].self, forKey: .env)
        args = try values.decodeIfPresent([String].self, forKey: .args)
        commandLine = try values.decodeIfPresent(String.self, forKey: .commandLine)
        rlimits = try values.decodeIfPresent([POSIXRlimit].self, forKey: .rlimits)
        apparmorProfile = try values.decodeIfPresent(String.self, forKey: .apparmorProfile)
        capabilities = try values.decodeIfPresent(LinuxCapabilities.self, forKey: .capabilities)
        noNewPrivileges = try values.decodeIfPresent(Bool.self, forKey: .noNewPrivileges)
        oomScoreAdj = try values.decodeIfPresent(Int.self, forKey: .oomScoreAdj)
        scheduler = try values.decodeIfPresent(Scheduler.self, forKey: .scheduler)
        selinuxLabel = try values.decodeIfPresent(String.self, forKey: .selinuxLabel)
        ioPriority = try values.decodeIfPresent(LinuxIOPriority.self, forKey: .ioPriority)
        execCPUAffinity = try values.decodeIfPresent(CPUAffinity.self, forKey: .execCPUAffinity)
    }
}
