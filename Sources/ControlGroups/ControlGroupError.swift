public import Linux

/// A control group that could not be made, changed, read or removed.
public struct ControlGroupError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// The caller may not make or change control groups here: a caller without privileges may go on without.
        case notPermitted
        /// There is no control group file system, or it is read-only.
        case unavailable
        /// Another container's processes are in the group.
        case inUse
        /// Processes are still there, or come back, after the time given to remove the group.
        case busy
        /// What was asked for does not exist in this version of control groups.
        case unsupported
        /// The controller that has the file is not there or not enabled.
        case missingController
        /// The value makes no sense.
        case invalidValue
        /// The kernel refused the value.
        case refused
        /// The group does not exist.
        case notFound
    }

    public let code: Code
    /// What was being done: "set the memory limit to 1048576".
    public let doing: String
    /// The file or directory it was done to.
    public let file: String
    public let cause: String

    public init(_ code: Code, doing: String, file: String, cause: String) {
        self.code = code
        self.doing = doing
        self.file = file
        self.cause = cause
    }

    /// What a call refused, told by its errno.
    public init(doing: String, file: String, _ error: SystemCallError) {
        let code: Code
        switch error.errno {
        case .perm, .access: code = .notPermitted
        case .readOnly: code = .unavailable
        case .noEntry: code = .notFound
        case .busy: code = .busy
        default: code = .refused
        }
        self.init(code, doing: doing, file: file, cause: error.errno.words)
    }

    public var description: String {
        file.isEmpty ? "control group: \(doing): \(cause)" : "control group: \(doing): \(file): \(cause)"
    }
}
