/// Looks for the keys that leave a terminal in what is typed. Keys that may be their beginning are held back.
final class DetachKeyMatch {
    private let keys: [UInt8]
    private var matched = 0

    init(_ keys: [UInt8]) { self.keys = keys }

    /// They were typed.
    var isComplete: Bool { !keys.isEmpty && matched == keys.count }

    /// What is to be passed on.
    func scan(_ bytes: [UInt8]) -> [UInt8] {
        if keys.isEmpty { return bytes }
        var passed: [UInt8] = []
        for byte in bytes where !isComplete {
            if byte == keys[matched] {
                matched += 1
                continue
            }
            passed += keys[..<matched]
            matched = byte == keys[0] ? 1 : 0
            if matched == 0 { passed.append(byte) }
        }
        return passed
    }
}
