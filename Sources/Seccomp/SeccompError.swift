/// A system call filter that could not be made or loaded.
public struct SeccompError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// The profile asks for what its rules do not allow.
        case invalidProfile
        /// The profile asks for what this program does not know.
        case unsupported
        /// The profile file is not what it has to be.
        case unreadable
        /// The filter has more instructions than the kernel takes.
        case tooLarge
        /// The kernel refused the filter.
        case refused
    }

    public let code: Code
    /// What was being done, and to what: "compile the rule for `clone`".
    public let doing: String
    public let cause: String

    public init(_ code: Code, doing: String, cause: String) {
        self.code = code
        self.doing = doing
        self.cause = cause
    }

    public var description: String { "seccomp: \(doing): \(cause)" }
}
