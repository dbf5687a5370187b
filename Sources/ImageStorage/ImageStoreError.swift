public import Archives
public import Linux

/// Why something of the image store could not be done: what was being done, to what, why, and what to do next.
public struct ImageStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// No image of that name or id is in the store.
        case notFound
        /// A short id fits several images.
        case ambiguous
        /// An image, archive or request that is not what the format allows.
        case invalid
        /// The bytes are not those that their digest names.
        case digestMismatch
        /// More or fewer bytes than announced.
        case sizeMismatch
        /// More than the limit for such an object.
        case tooLarge
        /// The store should hold an object and does not.
        case missing
        /// A record or object of the store was damaged.
        case damaged
        /// Containers or names still need it.
        case inUse
        /// Another process is busy with the same object.
        case busy
        /// Something of that name is there already.
        case conflict
        case noSpace
        /// The kernel refused a call.
        case refused
        case unsupported
        /// The transfer was given up by the one who feeds it.
        case cancelled
    }

    public var code: Code
    /// What was being done, such as "unpacking the layer".
    public var action: String
    /// What it was done to: a reference, a digest or a path.
    public var subject: String
    public var cause: String
    /// What the user can do; nil where nothing is to be said.
    public var nextStep: String?
    public var errno: Errno?

    public init(
        _ code: Code, _ action: String, _ subject: String, cause: String, nextStep: String? = nil, errno: Errno? = nil
    ) {
        self.code = code
        self.action = action
        self.subject = subject
        self.cause = cause
        self.nextStep = nextStep
        self.errno = errno
    }

    public init(_ action: String, _ subject: String, _ error: SystemCallError) {
        self.init(
            Self.code(of: error.errno), action, subject, cause: error.description,
            nextStep: Self.nextStep(for: error.errno), errno: error.errno)
    }

    public init(_ action: String, _ subject: String, _ error: ArchiveError) {
        var code: Code =
            switch error.code {
            case .unsupported: .unsupported
            case .overBudget: .tooLarge
            case .refused, .input, .output: .refused
            case .truncated, .malformed, .corrupt: .invalid
            }
        if let errno = error.errno, Self.isSpace(errno) { code = .noSpace }
        self.init(
            code, action, subject, cause: error.description, nextStep: error.errno.flatMap { Self.nextStep(for: $0) },
            errno: error.errno)
    }

    public var description: String {
        var text = subject.isEmpty ? "\(action): \(cause)" : "\(action) \(subject): \(cause)"
        if let nextStep { text += "; \(nextStep)" }
        return text
    }

    private static func isSpace(_ errno: Errno) -> Bool {
        errno == .noSpace || errno.rawValue == 122  // EDQUOT
    }

    private static func code(of errno: Errno) -> Code { isSpace(errno) ? .noSpace : .refused }

    private static func nextStep(for errno: Errno) -> String? {
        if isSpace(errno) {
            return "nothing of it was kept; free space, for instance with `apus image prune`, and try again"
        }
        if errno == .readOnly { return "the image store lies on a read-only file system: choose another with --root" }
        if errno == .access || errno == .perm { return "check who owns the image store, or choose another with --root" }
        return nil
    }
}

/// Runs kernel calls and says what was being done when one is refused.
func storing<Result>(
    _ action: @autoclosure () -> String, _ subject: @autoclosure () -> String,
    _ body: () throws(SystemCallError) -> Result
) throws(ImageStoreError) -> Result {
    do throws(SystemCallError) { return try body() } catch { throw ImageStoreError(action(), subject(), error) }
}
