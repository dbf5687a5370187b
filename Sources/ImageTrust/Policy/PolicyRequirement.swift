/// One thing that a policy asks of an image. All requirements of a scope have to be met.
enum PolicyRequirement: Sendable, Hashable {
    case acceptAnything
    case reject
    /// A simple signature, made with GPG.
    case signedBy(KeySource, IdentityRule)
    /// A signature of sigstore, made with a key.
    case sigstoreSigned(KeySource, IdentityRule)
    /// What cannot be checked here accepts nothing; told when an image is judged by it.
    case unsupported(String)
}

/// Where the keys of a requirement come from; a signature by any of them counts.
enum KeySource: Sendable, Hashable {
    case files([String])
    case data([[UInt8]])
}
