internal import Glibc

/// What can name a file: a `String`, or the raw bytes of a name that need not be UTF-8.
/// A name that holds a NUL byte is refused with `EINVAL`, never cut short.
public protocol PathBytes {
    /// Calls `body` with the NUL-terminated bytes, valid only inside the call.
    func withPath<Result, Failure: Error>(
        _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
    ) throws(Failure) -> Result
    var hasNUL: Bool { get }
    /// For messages: bytes that are not UTF-8 are replaced.
    var display: String { get }
}

extension String: PathBytes {
    public func withPath<Result, Failure: Error>(
        _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // withCString loses typed throws: carry the outcome through it.
        let outcome: Swift.Result<Result, Failure> = unsafe withCString { pointer in
            do throws(Failure) { return .success(try unsafe body(pointer)) } catch { return .failure(error) }
        }
        return try outcome.get()
    }
    public var hasNUL: Bool { utf8.contains(0) }
    public var display: String { self }
}

/// A file name as the kernel keeps it: any bytes but NUL.
public struct ByteName: PathBytes, Hashable, Sendable, ExpressibleByStringLiteral {
    /// The bytes without the terminating NUL.
    public var bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }
    public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
    public init(_ text: String) { self.bytes = Array(text.utf8) }
    public init(stringLiteral text: String) { self.bytes = Array(text.utf8) }

    public func withPath<Result, Failure: Error>(
        _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let outcome: Swift.Result<Result, Failure> = unsafe withUnsafeTemporaryAllocation(
            of: CChar.self, capacity: bytes.count + 1
        ) { buffer in
            for index in bytes.indices { unsafe buffer[index] = CChar(bitPattern: bytes[index]) }
            unsafe buffer[bytes.count] = 0
            do throws(Failure) {
                return .success(try unsafe body(UnsafePointer(buffer.baseAddress!)))
            } catch { return .failure(error) }
        }
        return try outcome.get()
    }
    public var hasNUL: Bool { bytes.contains(0) }
    public var display: String { String(decoding: bytes, as: UTF8.self) }
}

/// One call that takes a path: refuses NUL bytes, then as ``check(_:_:_:)``.
@discardableResult
public func checkPath<Number: FixedWidthInteger & SignedInteger>(
    _ call: StaticString, _ path: some PathBytes, _ body: (UnsafePointer<CChar>) -> Number
) throws(SystemCallError) -> Number {
    if path.hasNUL {
        throw SystemCallError(call: "\(call)", subject: path.display, errno: .invalid)
    }
    return try unsafe path.withPath { (pointer) throws(SystemCallError) -> Number in
        try check(call, path.display) { unsafe body(pointer) }
    }
}
