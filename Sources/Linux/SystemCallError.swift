/// A system call that the kernel refused: which call, on what, and why.
public struct SystemCallError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the call, as in section 2 of the manual.
    public let call: String
    /// What the call was made on: a path, a process, an address. May be empty.
    public let subject: String
    public let errno: Errno

    public init(call: String, subject: String, errno: Errno) {
        self.call = call
        self.subject = subject
        self.errno = errno
    }

    public var description: String {
        subject.isEmpty ? "\(call): \(errno.words)" : "\(call) \(subject): \(errno.words)"
    }
}

/// Runs one kernel call that answers `-errno`, repeats it while it is interrupted, and throws what it refuses.
/// The subject is built only on failure. Not for `close`, which must never be repeated.
@discardableResult
public func check<Number: FixedWidthInteger & SignedInteger>(
    _ call: StaticString, _ subject: @autoclosure () -> String, _ body: () -> Number
) throws(SystemCallError) -> Number {
    while true {
        let result = body()
        if result >= 0 { return result }
        let number = Errno(rawValue: CInt(truncatingIfNeeded: 0 - result))
        if number.rawValue == 4 { continue }  // EINTR
        throw SystemCallError(call: "\(call)", subject: subject(), errno: number)
    }
}
