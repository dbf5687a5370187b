/// Why something with a registry failed: what was being done, to what, the cause, and what to do next.
public struct RegistryError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// No credentials, or wrong ones (401).
        case unauthorized
        /// The registry knows who asks and refuses (403).
        case forbidden
        /// No such repository, tag, manifest or blob (404).
        case notFound
        /// Too many requests, for longer than is worth waiting (429).
        case rateLimited
        /// No connection: name, route, port, reset.
        case unreachable
        /// The connection is there, but its encryption is not to be trusted.
        case untrusted
        /// No byte came for longer than the stall limit.
        case stalled
        /// The content ended before its declared size.
        case truncated
        /// The bytes are not those that their digest names.
        case digestMismatch
        /// The registry sent more or fewer bytes than the manifest says.
        case sizeMismatch
        /// A manifest that is malformed, too large, ambiguous or of a retired kind.
        case invalidManifest
        /// The image has no variant for the platform that was asked.
        case noMatchingPlatform
        /// The registry, the image or a setting asks for what is not supported here.
        case unsupported
        /// The registry answered what the distribution specification does not allow (5xx included).
        case badAnswer
        /// Credentials files or helpers that cannot be read or written.
        case credentials
        /// A setting (proxy, certificate directory, reference) that cannot be used.
        case configuration
        /// The policy for images, or a signature, does not allow it.
        case rejected
        /// The image is encrypted, and what was given does not open it.
        case encrypted
        /// The local store refused.
        case storage
        case cancelled
    }

    public let code: Code
    /// What was being done, such as "pull".
    public let doing: String
    /// What it was being done to: a reference, a registry, a file.
    public let subject: String
    public let cause: String
    /// What to do next; may be empty.
    public let advice: String

    public init(_ code: Code, doing: String, subject: String, cause: String, advice: String = "") {
        self.code = code
        self.doing = doing
        self.subject = subject
        self.cause = cause
        self.advice = advice
    }

    public var description: String {
        let first = "\(doing) \(subject): \(cause)"
        return advice.isEmpty ? first : "\(first). \(advice)"
    }

    /// The same failure, told of what the user named: a blob's failure becomes that of its image.
    func told(of subject: String, doing: String? = nil) -> RegistryError {
        if self.subject == subject { return self }
        let known = cause.contains(self.subject)
        return RegistryError(
            code, doing: doing ?? self.doing, subject: subject,
            cause: known ? cause : "\(self.subject): \(cause)", advice: advice)
    }
}
