public import ContainerState
public import Linux

/// Why the engine could not do what was asked, in words for the user, with the exit code of the command.
public struct EngineError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// The request itself cannot be: a flag, a name, a combination.
        case invalid
        case notFound
        case conflict
        case notRunning
        /// The program in the container could not be executed (exit code 126) or found (127).
        case notExecutable
        case programNotFound
        case unsupported
        case system
        case interrupted
    }
    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = Self.advised(message)
    }

    public init(_ doing: String, _ cause: SystemCallError) {
        self.code = .system
        self.message = Self.advised("\(doing): \(cause)")
    }

    public init(_ cause: StateError) {
        self.code =
            switch cause.code {
            case .notFound: .notFound
            case .nameInUse, .ambiguous, .running: .conflict
            case .notRunning: .notRunning
            case .invalid: .invalid
            default: .system
            }
        self.message = Self.advised(cause.message)
    }

    /// What to do about the two reasons that concern everything that is written.
    private static func advised(_ message: String) -> String {
        if message.hasSuffix(Errno.noSpace.words) {
            return message + "; free space, for instance with `apus system prune`, and try again"
        }
        if message.hasSuffix(Errno.readOnly.words) {
            return message + "; make that file system writable, or choose another place with --root"
        }
        return message
    }

    public var description: String { message }

    /// What the command ends with: 125 for the engine's own errors, as podman and docker.
    public var exitCode: Int32 {
        switch code {
        case .notExecutable: 126
        case .programNotFound: 127
        default: 125
        }
    }
}

/// Runs a step that throws a `StateError` and throws it on as the engine's.
@discardableResult
func state<Value: ~Copyable>(_ body: () throws(StateError) -> Value) throws(EngineError) -> Value {
    do throws(StateError) { return try body() } catch { throw EngineError(error) }
}

/// Runs a step of the kernel and says on failure what was being done.
@discardableResult
func system<Value: ~Copyable>(
    _ doing: @autoclosure () -> String, _ body: () throws(SystemCallError) -> Value
) throws(EngineError) -> Value {
    do throws(SystemCallError) { return try body() } catch { throw EngineError(doing(), error) }
}
