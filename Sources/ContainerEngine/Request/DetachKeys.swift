/// The keys that leave an attached terminal, such as `ctrl-p,ctrl-q`.
public struct DetachKeys: Sendable, Equatable {
    /// The bytes to be typed one after another; empty when leaving is switched off.
    public let sequence: [UInt8]

    public static let standard = DetachKeys(sequence: [16, 17])

    public init(sequence: [UInt8]) { self.sequence = sequence }

    public init(parsing text: String) throws(EngineError) {
        var bytes: [UInt8] = []
        if !text.isEmpty {
            for key in text.split(separator: ",", omittingEmptySubsequences: false) {
                let letters = Array(key.utf8)
                if letters.count == 1 {
                    bytes.append(letters[0])
                } else if key.hasPrefix("ctrl-"), letters.count == 6, let control = Self.control(letters[5]) {
                    bytes.append(control)
                } else {
                    throw EngineError(
                        .invalid,
                        "invalid detach keys \"\(text)\": each key is one character or ctrl- and one of a-z @ ^ [ \\ ] _ , as in ctrl-p,ctrl-q"
                    )
                }
            }
        }
        sequence = bytes
    }

    private static func control(_ letter: UInt8) -> UInt8? {
        switch letter {
        case 97...122: letter - 96
        case 64: 0  // @
        case 91...95: letter - 64  // [ \ ] ^ _
        case 44: nil
        default: nil
        }
    }
}
