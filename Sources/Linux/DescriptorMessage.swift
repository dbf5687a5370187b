internal import CLinux
internal import Glibc

/// Descriptors that came with a message; those that nobody takes are closed.
public struct ReceivedDescriptors: ~Copyable {
    private var numbers: [CInt]
    init(_ numbers: [CInt]) { self.numbers = numbers }
    deinit { for number in numbers { _ = apus_close(number) } }

    public var count: Int { numbers.count }

    /// The first one that is left.
    public mutating func take() -> Descriptor? {
        numbers.isEmpty ? nil : Descriptor(owning: numbers.removeFirst())
    }
}

extension Descriptor {
    /// Sends one message with copies of open files (SCM_RIGHTS), at most 32. The numbers stay the sender's.
    public func send(_ bytes: [UInt8], descriptors: [CInt] = [], nonBlocking: Bool = false) throws(SystemCallError) {
        let number = self.number
        let flags: CInt = nonBlocking ? 0x40 : 0  // MSG_DONTWAIT
        try unsafe bytes.withUnsafeBufferPointer { (text) throws(SystemCallError) in
            try unsafe descriptors.withUnsafeBufferPointer { (list) throws(SystemCallError) in
                _ = try check("sendmsg", "descriptor \(number)") {
                    unsafe apus_send_message(number, text.baseAddress, text.count, list.baseAddress, list.count, flags)
                }
            }
        }
    }

    /// Receives one message of at most `limit` bytes and the descriptors with it. An empty one is the end.
    /// A message that does not fit is `EMSGSIZE`, and its descriptors are closed.
    public func receive(
        upTo limit: Int, nonBlocking: Bool = false
    ) throws(SystemCallError) -> ReceivedMessage {
        let number = self.number
        let flags: CInt = nonBlocking ? 0x40 : 0
        var numbers = [CInt](repeating: -1, count: 32)
        var received = 0
        let bytes = try unsafe [UInt8](unsafeUninitializedCapacity: limit) { (text, filled) throws(SystemCallError) in
            filled = Int(
                try unsafe numbers.withUnsafeMutableBufferPointer { (list) throws(SystemCallError) in
                    try check("recvmsg", "descriptor \(number)") {
                        unsafe apus_receive_message(
                            number, text.baseAddress, limit, list.baseAddress, 32, &received, flags)
                    }
                })
        }
        return ReceivedMessage(bytes: bytes, descriptors: ReceivedDescriptors(Array(numbers.prefix(received))))
    }
}

public struct ReceivedMessage: ~Copyable {
    public let bytes: [UInt8]
    public var descriptors: ReceivedDescriptors
}
