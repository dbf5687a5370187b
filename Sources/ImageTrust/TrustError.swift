/// Why an image is not trusted, or why that could not be found out.
public struct TrustError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// The policy does not allow the image.
        case rejected
        /// A policy, a configuration or a key that cannot be used.
        case configuration
        /// What a policy asks for is not supported here.
        case unsupported
    }

    public let code: Code
    /// What was being done, such as "read the policy".
    public let doing: String
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
}
