/// The bytes of an archive that its reader has seen and that have not been dealt with.
final class PassedBytes {
    private var bytes: [UInt8] = []
    private var first = 0
    /// Where in the archive the first of them stands.
    private(set) var position: Int64 = 0

    func append(_ more: UnsafeRawBufferPointer) {
        if first > 1 << 20 || first == bytes.count {
            bytes.removeFirst(first)
            first = 0
        }
        unsafe bytes.append(contentsOf: more)
    }

    func take(until end: Int64) -> [UInt8] {
        let count = Int(end - position)
        defer { pass(until: end) }
        return Array(bytes[first..<(first + count)])
    }

    func takeAll() -> [UInt8] { take(until: position + Int64(bytes.count - first)) }

    func pass(until end: Int64) {
        first += Int(end - position)
        position = end
    }
}
