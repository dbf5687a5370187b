public import Linux

/// A request that the kernel refused: what was being done, the error number, and the kernel's own words where it gave any.
public struct NetlinkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was being done to what, such as "create veth apus1a2b".
    public let operation: String
    public let errno: Errno
    /// The extended acknowledgement's text (kernel 4.12), such as "Chain of type \"nat\" is not supported".
    public let explanation: String?

    public init(operation: String, errno: Errno, explanation: String? = nil) {
        self.operation = operation
        self.errno = errno
        self.explanation = explanation
    }

    init(_ error: SystemCallError, doing operation: String) {
        self.init(operation: operation, errno: error.errno, explanation: error.call)
    }

    public var description: String {
        guard let explanation else { return "\(operation): \(errno.words)" }
        return "\(operation): \(errno.words) (\(explanation))"
    }
}
