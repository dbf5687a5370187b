internal import Linux

/// Bytes on their way to the container's standard input.
struct InputQueue {
    private var waiting: [UInt8] = []
    private var start = 0
    /// After the last byte the container's input ends.
    var endsAfterwards = false

    /// With more than this waiting, clients are not listened to.
    static let limit = 1 << 18

    var isFull: Bool { waiting.count - start > Self.limit }
    var isEmpty: Bool { waiting.count == start }

    mutating func append(_ bytes: [UInt8]) {
        if start > Self.limit {
            waiting.removeFirst(start)
            start = 0
        }
        waiting += bytes
    }

    enum Outcome { case emptied, blocked, gone }

    /// Writes what the container takes now.
    mutating func flush(to input: borrowing Descriptor) -> Outcome {
        while start < waiting.count {
            do throws(SystemCallError) {
                start += try unsafe waiting.withUnsafeBufferPointer { (buffer) throws(SystemCallError) in
                    try unsafe input.writeSome(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[start...]))
                }
            } catch {
                if error.errno == .again { return .blocked }
                waiting = []
                start = 0
                return .gone  // nobody in the container reads any more
            }
        }
        waiting = []
        start = 0
        return .emptied
    }
}
