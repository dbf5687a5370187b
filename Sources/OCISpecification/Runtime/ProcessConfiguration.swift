public import JSONText

/// The process that a container runs, or that is added to a running one.
public struct ProcessConfiguration: JSONDirect, Hashable, Sendable {
    public var terminal: Bool?
    public var consoleSize: ConsoleSize?
    /// Root when the file says nothing.
    public var user: User
    /// An absolute path.
    public var cwd: String
    /// `NAME=value`, as environ(7) has it.
    public var env: [String]?
    /// The program and its arguments.
    public var args: [String]?
    /// Only for Windows.
    public var commandLine: String?
    public var rlimits: [POSIXRlimit]?
    public var apparmorProfile: String?
    public var capabilities: LinuxCapabilities?
    public var noNewPrivileges: Bool?
    public var oomScoreAdj: Int?
    public var scheduler: Scheduler?
    public var selinuxLabel: String?
    public var ioPriority: LinuxIOPriority?
    public var execCPUAffinity: CPUAffinity?

    public init(
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
}

extension ProcessConfiguration {
    public init(reading json: inout JSONReader) throws(JSONError) {
        terminal = try json.optional("terminal")
        consoleSize = try json.optional("consoleSize")
        user = try json.optional("user") ?? User(uid: 0, gid: 0)
        cwd = try json.required("cwd")
        env = try json.optional("env")
        args = try json.optional("args")
        commandLine = try json.optional("commandLine")
        rlimits = try json.optional("rlimits")
        apparmorProfile = try json.optional("apparmorProfile")
        capabilities = try json.optional("capabilities")
        noNewPrivileges = try json.optional("noNewPrivileges")
        oomScoreAdj = try json.optional("oomScoreAdj")
        scheduler = try json.optional("scheduler")
        selinuxLabel = try json.optional("selinuxLabel")
        ioPriority = try json.optional("ioPriority")
        execCPUAffinity = try json.optional("execCPUAffinity")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("terminal", terminal)
        try json.add("consoleSize", consoleSize)
        try json.add("user", user)
        try json.add("cwd", cwd)
        try json.add("env", env)
        try json.add("args", args)
        try json.add("commandLine", commandLine)
        try json.add("rlimits", rlimits)
        try json.add("apparmorProfile", apparmorProfile)
        try json.add("capabilities", capabilities)
        try json.add("noNewPrivileges", noNewPrivileges)
        try json.add("oomScoreAdj", oomScoreAdj)
        try json.add("scheduler", scheduler)
        try json.add("selinuxLabel", selinuxLabel)
        try json.add("ioPriority", ioPriority)
        try json.add("execCPUAffinity", execCPUAffinity)
    }
}
