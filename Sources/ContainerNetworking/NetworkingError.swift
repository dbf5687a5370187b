public import Linux
public import Netlink

/// A network that could not be given, changed or taken away: what was being done, and why it failed.
public struct NetworkingError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// The kernel refused.
        case refused
        /// The configuration or a flag makes no sense.
        case invalid
        /// Somebody else has the address, the name or the port.
        case taken
        /// No address of the subnet is free.
        case exhausted
        /// A program that is needed is not installed, or failed.
        case program
    }

    public let code: Code
    /// What was being done to what, such as "attach eth0 to network default".
    public let operation: String
    public let cause: String
    public let errno: Errno?

    public init(_ code: Code, doing operation: String, cause: String, errno: Errno? = nil) {
        self.code = code
        self.operation = operation
        self.cause = cause
        self.errno = errno
    }

    public init(_ error: NetlinkError, doing operation: String) {
        let hint =
            error.errno == .perm
            ? ": this needs root (CAP_NET_ADMIN); as a user, the network comes from pasta"
            : error.errno == .notSupported ? ": the kernel has no such feature, or its module is not loaded" : ""
        self.init(
            error.errno == .exists ? .taken : .refused, doing: operation, cause: "\(error)\(hint)", errno: error.errno)
    }

    public init(_ error: SystemCallError, doing operation: String) {
        self.init(
            error.errno == .exists ? .taken : .refused, doing: operation, cause: "\(error)", errno: error.errno)
    }

    public var description: String { "\(operation): \(cause)" }
}

/// Runs kernel calls whose refusal is one of `operation`.
func networking<Value: ~Copyable>(
    _ operation: @autoclosure () -> String, _ body: () throws(SystemCallError) -> Value
) throws(NetworkingError) -> Value {
    do throws(SystemCallError) { return try body() } catch { throw NetworkingError(error, doing: operation()) }
}

/// Runs netlink requests whose refusal is one of `operation`.
func netlink<Value: ~Copyable>(
    _ operation: @autoclosure () -> String, _ body: () throws(NetlinkError) -> Value
) throws(NetworkingError) -> Value {
    do throws(NetlinkError) { return try body() } catch { throw NetworkingError(error, doing: operation()) }
}
