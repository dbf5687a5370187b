public import JSONText

/// What an image says about how to run it: `config` of an image configuration.
///
/// The names are those of the file.
public struct ContainerDefaults: JSONDirect, Hashable, Sendable {
    public var Hostname: String?
    public var Domainname: String?
    /// `user`, `uid`, `user:group`, `uid:gid`.
    public var User: String?
    public var AttachStdin: Bool?
    public var AttachStdout: Bool?
    public var AttachStderr: Bool?
    /// By port and protocol, such as `80/tcp`.
    public var ExposedPorts: [String: EmptyObject]?
    public var Tty: Bool?
    public var OpenStdin: Bool?
    public var StdinOnce: Bool?
    public var Env: [String]?
    public var Cmd: [String]?
    public var Healthcheck: HealthConfiguration?
    public var ArgsEscaped: Bool?
    public var Image: String?
    public var Volumes: [String: EmptyObject]?
    public var WorkingDir: String?
    public var Entrypoint: [String]?
    public var NetworkDisabled: Bool?
    public var MacAddress: String?
    public var OnBuild: [String]?
    public var Labels: [String: String]?
    public var StopSignal: String?
    /// Seconds.
    public var StopTimeout: Int?
    public var Shell: [String]?

    public init(
        Hostname: String? = nil, Domainname: String? = nil, User: String? = nil, AttachStdin: Bool? = nil,
        AttachStdout: Bool? = nil, AttachStderr: Bool? = nil, ExposedPorts: [String: EmptyObject]? = nil,
        Tty: Bool? = nil, OpenStdin: Bool? = nil, StdinOnce: Bool? = nil, Env: [String]? = nil,
        Cmd: [String]? = nil, Healthcheck: HealthConfiguration? = nil, ArgsEscaped: Bool? = nil,
        Image: String? = nil, Volumes: [String: EmptyObject]? = nil, WorkingDir: String? = nil,
        Entrypoint: [String]? = nil, NetworkDisabled: Bool? = nil, MacAddress: String? = nil,
        OnBuild: [String]? = nil, Labels: [String: String]? = nil, StopSignal: String? = nil,
        StopTimeout: Int? = nil, Shell: [String]? = nil
    ) {
        self.Hostname = Hostname
        self.Domainname = Domainname
        self.User = User
        self.AttachStdin = AttachStdin
        self.AttachStdout = AttachStdout
        self.AttachStderr = AttachStderr
        self.ExposedPorts = ExposedPorts
        self.Tty = Tty
        self.OpenStdin = OpenStdin
        self.StdinOnce = StdinOnce
        self.Env = Env
        self.Cmd = Cmd
        self.Healthcheck = Healthcheck
        self.ArgsEscaped = ArgsEscaped
        self.Image = Image
        self.Volumes = Volumes
        self.WorkingDir = WorkingDir
        self.Entrypoint = Entrypoint
        self.NetworkDisabled = NetworkDisabled
        self.MacAddress = MacAddress
        self.OnBuild = OnBuild
        self.Labels = Labels
        self.StopSignal = StopSignal
        self.StopTimeout = StopTimeout
        self.Shell = Shell
    }
}

extension ContainerDefaults {
    public init(reading json: inout JSONReader) throws(JSONError) {
        Hostname = try json.optional("Hostname")
        Domainname = try json.optional("Domainname")
        User = try json.optional("User")
        AttachStdin = try json.optional("AttachStdin")
        AttachStdout = try json.optional("AttachStdout")
        AttachStderr = try json.optional("AttachStderr")
        ExposedPorts = try json.optional("ExposedPorts")
        Tty = try json.optional("Tty")
        OpenStdin = try json.optional("OpenStdin")
        StdinOnce = try json.optional("StdinOnce")
        Env = try json.optional("Env")
        Cmd = try json.optional("Cmd")
        Healthcheck = try json.optional("Healthcheck")
        ArgsEscaped = try json.optional("ArgsEscaped")
        Image = try json.optional("Image")
        Volumes = try json.optional("Volumes")
        WorkingDir = try json.optional("WorkingDir")
        Entrypoint = try json.optional("Entrypoint")
        NetworkDisabled = try json.optional("NetworkDisabled")
        MacAddress = try json.optional("MacAddress")
        OnBuild = try json.optional("OnBuild")
        Labels = try json.optional("Labels")
        StopSignal = try json.optional("StopSignal")
        StopTimeout = try json.optional("StopTimeout")
        Shell = try json.optional("Shell")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("Hostname", Hostname)
        try json.add("Domainname", Domainname)
        try json.add("User", User)
        try json.add("AttachStdin", AttachStdin)
        try json.add("AttachStdout", AttachStdout)
        try json.add("AttachStderr", AttachStderr)
        try json.add("ExposedPorts", ExposedPorts)
        try json.add("Tty", Tty)
        try json.add("OpenStdin", OpenStdin)
        try json.add("StdinOnce", StdinOnce)
        try json.add("Env", Env)
        try json.add("Cmd", Cmd)
        try json.add("Healthcheck", Healthcheck)
        try json.add("ArgsEscaped", ArgsEscaped)
        try json.add("Image", Image)
        try json.add("Volumes", Volumes)
        try json.add("WorkingDir", WorkingDir)
        try json.add("Entrypoint", Entrypoint)
        try json.add("NetworkDisabled", NetworkDisabled)
        try json.add("MacAddress", MacAddress)
        try json.add("OnBuild", OnBuild)
        try json.add("Labels", Labels)
        try json.add("StopSignal", StopSignal)
        try json.add("StopTimeout", StopTimeout)
        try json.add("Shell", Shell)
    }
}
