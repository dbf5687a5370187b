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
            }
        ]
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
        options.credentials = credentials.map { RegistryCredentials(parsing: $0) }
        options.authenticationFile = authFile
        options.certificateDirectory = certificateDirectory
        if let retries { options.retry.attempts = retries + 1 }
        if let retryDelay { options.retry.firstPause = Double(retryDelay) / 1e9 }
        options.userAgent = "apus/\(ApusVersion.text)"
        return options
    }
}
