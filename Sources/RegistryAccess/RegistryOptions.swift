/// What one command wants of registries.
package struct RegistryOptions: Sendable {
    /// `--tls-verify`: true insists, false takes any certificate and even plain HTTP. Nil is true for every host but
    /// this machine itself, which needs no protection from the network (as Docker has it).
    package var verifiesTLS: Bool?
    /// `--creds`.
    package var credentials: RegistryCredentials?
    /// `--authfile`.
    package var authenticationFile: String?
    /// `--cert-dir`.
    package var certificateDirectory: String?
    /// Proxies, homes and files are looked up in here.
    package var environment: [String: String]
    /// The user whose files are read, for `/run/containers/<uid>/auth.json`.
    package var user: UInt32
    /// Layers that are fetched at once.
    package var parallelTransfers = 4
    /// Seconds without a single byte after which a transfer is broken off and tried again.
    package var stallTimeout = 30.0
    /// Seconds for a connection to be made.
    package var connectTimeout = 15.0
    package var retry = RetryPolicy()
    package var userAgent = "apus"
    /// Told in words of what the user may want to know while it goes on, such as a pause before another attempt.
    package var notice: (@Sendable (String) -> Void)?

    package init(environment: [String: String], user: UInt32) {
        self.environment = environment
        self.user = user
    }
}
