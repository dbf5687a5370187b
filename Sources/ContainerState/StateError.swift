public import Linux

/// What is wrong with something on disk: which object, where, why, and what to do.
public struct StateError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        case system, unreadable, unfinished, newerVersion, notFound, ambiguous, nameInUse, notRunning, running, invalid
    }
    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public init(_ doing: String, _ cause: SystemCallError) {
        self.code = .system
        self.message = "\(doing): \(cause)"
    }

    public var description: String { message }
}
