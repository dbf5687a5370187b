/// One thing that a policy asks of an image. All requirements of a scope have to be met.
enum PolicyRequirement: Sendable, Hashable {
    case acceptAnything
    case reject
    /// A simple signature, made with GPG.
    case signedBy(KeySource, IdentityRule)
    /// A signature of sigstore.
    case sigstoreSigned(SigstoreRequirement)
    /// What cannot be checked here accepts nothing; told when an image is judged by it.
    case unsupported(String)
}

/// Where the keys or certificates of a requirement come from; any of them counts.
enum KeySource: Sendable, Hashable {
    case files([String])
    case data([[UInt8]])
}

/// What a requirement `sigstoreSigned` asks for.
struct SigstoreRequirement: Sendable, Hashable {
    enum Signer: Sendable, Hashable {
        case keys(KeySource)
        case fulcio(FulcioSigner)
        case authority(CertifiedSigner)
    }

    var signer: Signer
    /// Keys of logs that have to have the signature; nil where no log is asked for.
    var logKeys: KeySource?
    var identity: IdentityRule
}

/// `fulcio`: who logged in when the certificate was made, which was valid for minutes. That it was used within them is shown by the
/// log.
struct FulcioSigner: Sendable, Hashable {
    var authorities: KeySource
    var issuer: String
    var email: String
}

/// `pki`: whom an authority of one's own gave the certificate to.
struct CertifiedSigner: Sendable, Hashable {
    var roots: KeySource
    var intermediates: KeySource?
    var email: String?
    var hostname: String?
}
