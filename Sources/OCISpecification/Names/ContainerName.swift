/// The name that people give to a container, a pod, a volume or a network.
public struct ContainerName: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public init(parsing text: String) throws(NameError) {
        guard Self.isName(text) else {
            throw NameError(text: text, what: "names must match [a-zA-Z0-9][a-zA-Z0-9_.-]*")
        }
        // It becomes the name of a file.
        guard text.utf8.count <= 255 else {
            throw NameError(text: text, what: "names must not be longer than 255 characters")
        }
        self.text = text
    }

    public var description: String { text }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, isAlphanumeric(first) else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x5f || $0 == 0x2e || $0 == 0x2d }
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 }
}

/// Why text cannot be a name.
public struct NameError: Error, Hashable, Sendable, CustomStringConvertible {
    public let text: String
    public let what: String

    public var description: String { "invalid name \"\(text)\": \(what)" }
}
