/// A value of a YAML document, and the line that it begins in.
public struct YAMLNode: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        /// `isQuoted`: it is a text whatever it looks like.
        case scalar(String, isQuoted: Bool)
        case sequence([YAMLNode])
        case mapping([YAMLMember])
    }

    public let line: Int
    public let content: Content

    public init(line: Int, _ content: Content) {
        self.line = line
        self.content = content
    }

    /// Nothing, `~` or `null`.
    public var isNull: Bool {
        guard case .scalar(let text, isQuoted: false) = content else { return false }
        return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
    }

    /// The text of a scalar as it is written, so that `1.0` stays `1.0`.
    public var text: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    /// `true` or `false`.
    public var flag: Bool? {
        guard case .scalar(let text, isQuoted: false) = content else { return nil }
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
    }

    public var items: [YAMLNode]? {
        guard case .sequence(let items) = content else { return nil }
        return items
    }

    public var members: [YAMLMember]? {
        guard case .mapping(let members) = content else { return nil }
        return members
    }

    public subscript(key: String) -> YAMLNode? { members?.first { $0.key == key }?.value }
}

/// One entry of a mapping.
public struct YAMLMember: Hashable, Sendable {
    public let key: String
    public let value: YAMLNode

    public init(_ key: String, _ value: YAMLNode) {
        self.key = key
        self.value = value
    }
}

/// Why a text is not read as YAML.
public struct YAMLFault: Error, Hashable, Sendable, CustomStringConvertible {
    public let line: Int
    public let what: String

    public init(line: Int, _ what: String) {
        self.line = line
        self.what = what
    }

    public var description: String { "line \(line): \(what)" }
}
