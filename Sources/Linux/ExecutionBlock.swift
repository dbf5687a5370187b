internal import CLinux
internal import Glibc

/// The arguments and the environment of a program to execute: one block of bytes and its pointers.
/// Made before a clone, so that nothing is allocated between the clone and the `execve`.
@safe public struct ExecutionBlock: ~Copyable {
    private let bytes: UnsafeMutablePointer<CChar>
    private let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let argumentCount: Int

    /// A text with a NUL byte in it is refused with `EINVAL`.
    public init(arguments: [String], environment: [String]) throws(SystemCallError) {
        var size = 0
        for text in arguments { size += text.utf8.count + 1 }
        for text in environment { size += text.utf8.count + 1 }
        unsafe bytes = .allocate(capacity: max(size, 1))
        unsafe pointers = .allocate(capacity: arguments.count + environment.count + 2)
        argumentCount = arguments.count
        var (at, slot) = (0, 0)
        var broken: String?
        func add(_ text: String) {
            unsafe (pointers + slot).initialize(to: bytes + at)
            slot += 1
            for byte in text.utf8 {
                if byte == 0 { broken = text }
                unsafe (bytes + at).initialize(to: CChar(bitPattern: byte))
                at += 1
            }
            unsafe (bytes + at).initialize(to: 0)
            at += 1
        }
        for text in arguments { add(text) }
        unsafe (pointers + slot).initialize(to: nil)
        slot += 1
        for text in environment { add(text) }
        unsafe (pointers + slot).initialize(to: nil)
        if let broken { throw SystemCallError(call: "execve", subject: broken, errno: .invalid) }
    }

    deinit {
        unsafe bytes.deallocate()
        unsafe pointers.deallocate()
    }

    var argumentPointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> { unsafe pointers }
    var environmentPointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> { unsafe pointers + argumentCount + 1 }

    /// Replaces the program of this process; returns only the reason why it did not.
    public func execute(_ path: String) -> Errno {
        let result = unsafe path.withPath {
            unsafe apus_execve($0, pointers, pointers + argumentCount + 1)
        }
        return Errno(rawValue: -result)
    }

    /// Executes the open file itself, which needs no `/proc` unless it is a script.
    public func execute(_ program: borrowing Descriptor) -> Errno {
        let result = unsafe apus_execveat(program.number, "", pointers, pointers + argumentCount + 1, 0x1000)
        return Errno(rawValue: -result)
    }
}

/// Whether this process may execute the file, by its effective user.
public func mayExecute(_ path: some PathBytes) -> Bool {
    (try? unsafe checkPath("faccessat", path) { unsafe apus_access($0, 1) }) != nil
}
