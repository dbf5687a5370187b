internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux
internal import RegistryAccess

extension RegistryFlags {
    /// The options of the verbs that speak to registries.
    static func rows<Options>(_ path: WritableKeyPath<Options, RegistryFlags>) -> [OptionRow<Options>] {
        [
            .flag("tls-verify", "Check the certificates of registries", default: "true") {
                $0[keyPath: path].tlsVerify = $1
            },
            .string("creds", "user[:password]", "Log in to the registry with these") {
                $0[keyPath: path].credentials = $1
            },
            .string("authfile", "file", "Read credentials from this file", completes: .files) {
                $0[keyPath: path].authFile = $1
            },
            .string("cert-dir", "dir", "Certificates for the registry", completes: .directories) {
                $0[keyPath: path].certificateDirectory = $1
            },
            .string("signature-policy", "file", "The policy for images, in place of policy.json", hidden: true, completes: .files) {
                $0[keyPath: path].policyFile = $1
            },
            .unsigned("retry", "count", "How often a failed transfer is tried again") {
                $0[keyPath: path].retries = Int(min($1, 100))
            },
            .duration("retry-delay", "duration", "The pause before it is tried again") {
                $0[keyPath: path].retryDelay = $1
            },
        ]
    }

    /// Those of `login`, which has credentials of its own.
    static func loginRows<Options>(_ path: WritableKeyPath<Options, RegistryFlags>) -> [OptionRow<Options>] {
        fileRows(path) + [
            .flag("tls-verify", "Check the certificate of the registry", default: "true") {
                $0[keyPath: path].tlsVerify = $1
            },
            .string("cert-dir", "dir", "Certificates for the registry", completes: .directories) {
                $0[keyPath: path].certificateDirectory = $1
            },
        ]
    }

    /// Where credentials are kept.
    static func fileRows<Options>(_ path: WritableKeyPath<Options, RegistryFlags>) -> [OptionRow<Options>] {
        [
            .string("authfile", "file", "Keep credentials in this file", completes: .files) {
                $0[keyPath: path].authFile = $1
            },
            .string("compat-auth-file", "file", "Keep credentials in this file, in the words of docker", completes: .files) {
                $0[keyPath: path].dockerAuthFile = $1
            },
        ]
    }

    /// skopeo's other ways to say who one is.
    static func identityRows<Options>(_ path: WritableKeyPath<Options, RegistryFlags>) -> [OptionRow<Options>] {
        [
            .string("username", "user", "Log in to the registry as this user") { $0[keyPath: path].user = $1 },
            .string("password", "password", "The password of that user") { $0[keyPath: path].password = $1 },
            .flag("no-creds", "Use no credentials") { $0[keyPath: path].isAnonymous = $1 },
            .string("registry-token", "token", "Use this bearer token") { $0[keyPath: path].bearerToken = $1 },
        ]
    }

    /// What was given as credentials; nil for those of the files.
    private func given() throws(EngineError) -> RegistryCredentials? {
        var found = credentials.map { RegistryCredentials(parsing: $0) }
        if user != nil || password != nil {
            guard let user, let password, found == nil else {
                throw EngineError(.invalid, "a user name and a password belong together, and neither goes with other credentials")
            }
            found = RegistryCredentials(user: user, password: password)
        }
        if isAnonymous || bearerToken != nil, found != nil || (isAnonymous && bearerToken != nil) {
            throw EngineError(.invalid, "credentials were given in two ways, or are given and not to be used")
        }
        return found
    }

    func options(_ engine: Engine) throws(EngineError) -> RegistryOptions {
        var environment: [String: String] = [:]
        for entry in currentEnvironment() {
            guard let equals = entry.firstIndex(of: "=") else { continue }
            environment[String(entry[..<equals])] = String(entry[entry.index(after: equals)...])
        }
        var options = RegistryOptions(environment: environment, user: engine.host.callerUser)
        options.verifiesTLS = tlsVerify
        options.trust = engine.trust
        if let policyFile { options.trust.policyFile = policyFile }
        if ignoresPolicy { options.trust.ignoresPolicy = true }
        options.credentials = try given()
        options.bearerToken = bearerToken
        // An empty file of credentials in place of the user's.
        options.authenticationFile = isAnonymous ? "/dev/null" : authFile
        if let dockerAuthFile {
            guard authFile == nil else { throw EngineError(.invalid, "--authfile and --compat-auth-file exclude each other") }
            options.authenticationFile = dockerAuthFile
            options.keepsLoginsAsDocker = true
        }
        options.certificateDirectory = certificateDirectory
        if let retries { options.retry.attempts = retries + 1 }
        if let retryDelay { options.retry.firstPause = Double(retryDelay) / 1e9 }
        options.decryptionKeys = decryptionKeys
        options.userAgent = "apus/\(ApusVersion.text)"
        return options
    }
}
