/// What a command says of the policy for images.
public struct TrustChoice: Sendable, Hashable {
    /// `--policy`: a file in place of the user's and the machine's.
    public var policyFile: String?
    /// `--insecure-policy`: nothing is asked of images.
    public var ignoresPolicy = false
    /// `--registries.d`: a directory in place of the user's and the machine's.
    public var signatureDirectory: String?

    public init() {}
}
