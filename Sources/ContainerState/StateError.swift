package import Linux

/// What is wrong with something on disk: which object, where, why, and what to do.
package struct StateError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        case system, unreadable, unfinished, newerVersion, notFound, ambiguous, nameInUse, notRunning, running, invalid
    }
    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package init(_ doing: String, _ cause: SystemCallError) {
        self.code = .system
        self.message = "\(doing): \(cause)"
    }

    package var description: String { message }
}
