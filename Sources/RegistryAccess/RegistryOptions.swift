public import ImageTrust

/// What one command wants of registries.
public struct RegistryOptions: Sendable {
    /// `--tls-verify`: true insists, false takes any certificate and even plain HTTP. Nil is true for every host but
    /// this machine itself, which needs no protection from the network (as Docker has it).
    public var verifiesTLS: Bool?
    /// `--creds`.
    public var credentials: RegistryCredentials?
    /// `--registry-token`: goes to the registry as it is.
    public var bearerToken: String?
    /// `--compat-auth-file`: Docker Hub has docker's name in the file of logins, and name spaces have no entries.
    public var keepsLoginsAsDocker = false
    /// Where blobs of OCI layouts lie when it is not in them.
    public var blobDirectory: String?
    /// `--authfile`.
    public var authenticationFile: String?
    /// `--cert-dir`.
    public var certificateDirectory: String?
    /// Proxies, homes and files are looked up in here.
    public var environment: [String: String]
    /// The user whose files are read, for `/run/containers/<uid>/auth.json`.
    public var user: UInt32
    /// Layers that are fetched at once.
    public var parallelTransfers = 4
    /// Seconds without a single byte after which a transfer is broken off: tried again where some of it had come, given up where
    /// nothing had. `APUS_REGISTRY_TIMEOUT` in the environment.
    public var stallTimeout = 30.0
    /// Seconds for a connection to be made.
    public var connectTimeout = 15.0
    public var retry = RetryPolicy()
    /// Bytes of each request of an upload; nil sends a blob whole, and in parts where the registry takes no such bodies.
    /// `APUS_UPLOAD_CHUNK` in the environment.
    public var uploadChunk: Int64?
    /// What is said of the policy for images.
    public var trust = TrustChoice()
    /// `--decryption-key`: what opens encrypted layers of what is read.
    public var decryptionKeys: [OpeningKey] = []
    public var userAgent = "apus"
    /// Told in words of what the user may want to know while it goes on, such as a pause before another attempt.
    public var notice: (@Sendable (String) -> Void)?

    public init(environment: [String: String], user: UInt32) {
        self.environment = environment
        if let text = environment["APUS_REGISTRY_TIMEOUT"], let seconds = Double(text), seconds > 0, seconds <= 86400 {
            stallTimeout = seconds
            connectTimeout = min(connectTimeout, seconds)
        }
        if let text = environment["APUS_UPLOAD_CHUNK"], let size = Int64(text), size > 0 { uploadChunk = min(size, 64 << 20) }
        self.user = user
    }
}
