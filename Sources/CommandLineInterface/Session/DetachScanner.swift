internal import ContainerEngine

/// Looks for the detach keys in what is typed. Keys that may be the beginning of them are held back until it is clear.
struct DetachScanner {
    private let keys: [UInt8]
    private var matched = 0

    init(_ keys: DetachKeys) { self.keys = keys.sequence }

    /// What is to be passed on, and whether the keys were typed.
    mutating func scan(_ bytes: [UInt8]) -> (passed: [UInt8], detached: Bool) {
        if keys.isEmpty { return (bytes, false) }
        var passed: [UInt8] = []
        for byte in bytes {
            if byte == keys[matched] {
                matched += 1
                if matched == keys.count { return (passed, true) }
                continue
            }
            if matched > 0 {
                passed += keys[..<matched]
                matched = byte == keys[0] ? 1 : 0
                if matched == 1 { continue }
            }
            passed.append(byte)
        }
        return (passed, false)
    }
}
