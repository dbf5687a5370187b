/// What an image says about how to run it: `config` of an image configuration.
///
/// The names are those of the file.
package struct ContainerDefaults: Codable, Hashable, Sendable {
    package var Hostname: String?
    package var Domainname: String?
    /// `user`, `uid`, `user:group`, `uid:gid`.
    package var User: String?
    package var AttachStdin: Bool?
    package var AttachStdout: Bool?
    package var AttachStderr: Bool?
    /// By port and protocol, such as `80/tcp`.
    package var ExposedPorts: [String: EmptyObject]?
    package var Tty: Bool?
    package var OpenStdin: Bool?
    package var StdinOnce: Bool?
    package var Env: [String]?
    package var Cmd: [String]?
    package var Healthcheck: HealthConfiguration?
    package var ArgsEscaped: Bool?
    package var Image: String?
    package var Volumes: [String: EmptyObject]?
    package var WorkingDir: String?
    package var Entrypoint: [String]?
    package var NetworkDisabled: Bool?
    package var MacAddress: String?
    package var OnBuild: [String]?
    package var Labels: [String: String]?
    package var StopSignal: String?
    /// Seconds.
    package var StopTimeout: Int?
    package var Shell: [String]?

    package init(
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
