internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux
internal import RegistryAccess

/// How one side of a copy is spoken to: `--src-creds`, `--dest-tls-verify` and so on.
struct SideFlags {
    var registry = RegistryFlags()
    /// `--src-shared-blob-dir`: where the blobs of an OCI layout lie.
    var blobDirectory: String?

    /// - Parameter side: `src` or `dest`.
    static func rows<Options>(_ side: String, _ what: String, _ path: WritableKeyPath<Options, SideFlags>) -> [OptionRow<Options>] {
        [
            .flag("\(side)-tls-verify", "Check the certificate of \(what)", default: "true") {
                $0[keyPath: path].registry.tlsVerify = $1
            },
            .string("\(side)-creds", "user[:password]", "Log in to \(what) with these") {
                $0[keyPath: path].registry.credentials = $1
            },
            .string("\(side)-username", "user", "Log in to \(what) as this user") { $0[keyPath: path].registry.user = $1 },
            .string("\(side)-password", "password", "The password of that user") { $0[keyPath: path].registry.password = $1 },
            .flag("\(side)-no-creds", "Use no credentials for \(what)") { $0[keyPath: path].registry.isAnonymous = $1 },
            .string("\(side)-registry-token", "token", "Use this bearer token for \(what)") {
                $0[keyPath: path].registry.bearerToken = $1
            },
            .string("\(side)-shared-blob-dir", "dir", "Where the blobs of OCI layouts lie that are \(what)", completes: .directories) {
                $0[keyPath: path].blobDirectory = $1
            },
            .later("\(side)-daemon-host", "address", "daemons of docker"),
            .string("\(side)-authfile", "file", "Read credentials for \(what) from this file", completes: .files) {
                $0[keyPath: path].registry.authFile = $1
            },
            .string("\(side)-cert-dir", "dir", "Certificates for \(what)", completes: .directories) {
                $0[keyPath: path].registry.certificateDirectory = $1
            },
        ]
    }

    /// - Parameter common: what was said for both sides.
    func options(_ engine: Engine, common: RegistryFlags) throws(EngineError) -> RegistryOptions {
        var flags = registry
        flags.tlsVerify = flags.tlsVerify ?? common.tlsVerify
        flags.authFile = flags.authFile ?? common.authFile
        flags.certificateDirectory = flags.certificateDirectory ?? common.certificateDirectory
        flags.credentials = flags.credentials ?? common.credentials
        flags.policyFile = common.policyFile
        flags.ignoresPolicy = common.ignoresPolicy
        flags.retries = common.retries
        flags.retryDelay = common.retryDelay
        flags.decryptionKeys = common.decryptionKeys
        var options = try flags.options(engine)
        options.blobDirectory = blobDirectory
        return options
    }
}

extension RegistryFlags {
    /// skopeo's options for both sides.
    static func commonRows<Options>(_ path: WritableKeyPath<Options, RegistryFlags>) -> [OptionRow<Options>] {
        [
            .flag("tls-verify", "Check the certificates of registries", default: "true") { $0[keyPath: path].tlsVerify = $1 },
            .string("authfile", "file", "Read credentials from this file", completes: .files) { $0[keyPath: path].authFile = $1 },
            retryTimes(path),
            .duration("retry-delay", "duration", "The pause before a failed transfer is tried again") {
                $0[keyPath: path].retryDelay = $1
            },
            .flag("insecure-policy", "Use images whatever the policy says") { $0[keyPath: path].ignoresPolicy = $1 },
            .string("policy", "file", "The policy for images, in place of policy.json", completes: .files) {
                $0[keyPath: path].policyFile = $1
            },
        ]
    }

    static func retryTimes<Options>(_ path: WritableKeyPath<Options, RegistryFlags>) -> OptionRow<Options> {
        .unsigned("retry-times", "count", "How often a failed transfer is tried again") {
            $0[keyPath: path].retries = Int(min($1, 100))
        }
    }
}

/// Writes a digest for `--digestfile`.
func writeDigest(_ digest: String, to path: String?) throws(EngineError) {
    guard let path else { return }
    do throws(SystemCallError) { try writeNamedFile(path, with: Array(digest.utf8)) } catch {
        throw EngineError("writing the digest to \(path)", error)
    }
}
