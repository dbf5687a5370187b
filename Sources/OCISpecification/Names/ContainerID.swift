/// The id of a container: what a runtime is given for it, and the name of its directory.
public struct ContainerID: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    /// Takes what runc takes: letters, digits, `_`, `+`, `-` and `.`; but neither `.` nor `..`.
    public init(parsing text: String) throws(NameError) {
        guard !text.isEmpty else { throw NameError(text: text, what: "a container id cannot be empty") }
        let isRight = text.utf8.allSatisfy {
            ContainerName.isAlphanumeric($0) || $0 == 0x5f || $0 == 0x2b || $0 == 0x2d || $0 == 0x2e
        }
        guard isRight, text != ".", text != ".." else {
            throw NameError(text: text, what: "a container id consists of letters, digits and the characters _+-.")
        }
        guard text.utf8.count <= 255 else {
            throw NameError(text: text, what: "a container id must not be longer than 255 characters")
        }
        self.text = text
    }

    public var description: String { text }

    /// The first twelve characters, as lists show it.
    public var short: String { String(text.prefix(12)) }

    /// Whether it is of the form that engines give: 64 hexadecimal digits.
    public var isGenerated: Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { ReferenceGrammar.isLowerHexadecimal($0) }
    }
}
