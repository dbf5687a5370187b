/// A command line that cannot be carried out, in the words that the user reads.
public struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Without "Error: " and without a line break at the end.
    public var message: String
    /// The exit code; nil: the one of the command tree (125).
    public var exitCode: Int32?
    /// Whether "See 'apus run --help'" follows.
    public var pointsToHelp: Bool
    /// Whether the message is only the reason why a value is refused; the option and the value are then put before it.
    let isReason: Bool

    public init(_ message: String, exitCode: Int32? = nil, pointsToHelp: Bool = true) {
        self.message = message
        self.exitCode = exitCode
        self.pointsToHelp = pointsToHelp
        isReason = false
    }

    private init(reason: String) {
        message = reason
        exitCode = nil
        pointsToHelp = true
        isReason = true
    }

    /// What a row's closure throws for a bad value: it becomes `invalid argument "x" for "-m, --memory" flag: REASON`.
    public static func invalidValue(_ reason: String) -> UsageError { UsageError(reason: reason) }

    public var description: String { message }

    /// The error with the option and the value that it is about.
    func about(_ option: OptionDescription, value: String) -> UsageError {
        guard isReason else { return self }
        return UsageError("invalid argument \(quoted(value)) for \"\(option.title)\" flag: \(message)")
    }
}
