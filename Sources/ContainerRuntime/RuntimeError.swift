public import Linux

/// Why the runtime could not do what it was asked: what it was doing, to what, and the cause in words.
public struct RuntimeError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: UInt8, Sendable {
        /// The configuration says something that cannot be.
        case invalidConfiguration = 1
        /// A field asks for something this runtime does not do; `subject` names it.
        case unsupported
        /// The program of the container is not there: exit status 127.
        case notFound
        /// The program of the container cannot be executed: exit status 126.
        case notExecutable
        case alreadyExists
        case noSuchContainer
        /// The container is not in the state that the command needs.
        case wrongState
        /// The kernel refused.
        case refused
        case hookFailed
        /// The process on the other side of the bootstrap died without a word.
        case lost
    }

    public let code: Code
    /// Such as "mount volume".
    public let doing: String
    /// A path, a field, an identifier. May be empty.
    public let subject: String
    public let cause: String

    public init(_ code: Code, doing: String, subject: String = "", cause: String) {
        self.code = code
        self.doing = doing
        self.subject = subject
        self.cause = cause
    }

    public init(_ code: Code = .refused, doing: String, subject: String = "", cause: SystemCallError) {
        self.init(code, doing: doing, subject: subject, cause: cause.description)
    }

    public static func unsupported(_ field: String, _ advice: String) -> RuntimeError {
        RuntimeError(.unsupported, doing: "read config.json", subject: field, cause: advice)
    }

    public static func invalid(_ field: String, _ cause: String) -> RuntimeError {
        RuntimeError(.invalidConfiguration, doing: "read config.json", subject: field, cause: cause)
    }

    public var description: String {
        subject.isEmpty ? "\(doing): \(cause)" : "\(doing) \(subject): \(cause)"
    }

    /// What a shell would answer for a program that could not be executed; 1 for all else.
    public var exitStatus: CInt {
        switch code {
        case .notFound: 127
        case .notExecutable: 126
        default: 1
        }
    }
}

/// Runs kernel calls and gives their failure a purpose and an object.
func doing<Result: ~Copyable>(
    _ what: @autoclosure () -> String, _ subject: @autoclosure () -> String = "",
    _ body: () throws(SystemCallError) -> Result
) throws(RuntimeError) -> Result {
    do throws(SystemCallError) { return try body() } catch {
        throw RuntimeError(doing: what(), subject: subject(), cause: error)
    }
}
