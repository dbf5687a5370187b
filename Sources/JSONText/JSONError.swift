/// Why text is not the JSON that was expected, or why a value cannot be written as JSON.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// The text is not JSON.
        case syntax
        /// Bytes are not UTF-8, or an escape names half a character.
        case notUnicode
        /// More levels than `JSON.depthLimit`.
        case tooDeep
        /// An object has not the member that is needed.
        case missingKey
        /// A value of another kind than expected.
        case wrongType
        /// The right kind, but out of range or against the rules of its type.
        case invalidValue
        /// A value that JSON has no text for, such as an infinite number.
        case unwritable
    }

    public var code: Code
    /// What was expected and what is there.
    public var what: String
    /// Where the value stands, such as `linux.resources.devices[2].major`; empty for the whole text.
    public var path: String
    /// Counted from 1; nil when the error is about no place in a text. The column counts bytes.
    public var line: Int?
    public var column: Int?

    public init(_ code: Code, _ what: String, path: String = "", line: Int? = nil, column: Int? = nil) {
        self.code = code
        self.what = what
        self.path = path
        self.line = line
        self.column = column
    }

    public var description: String {
        var text = path.isEmpty ? what : "\(path): \(what)"
        if let line, let column { text += " (line \(line), column \(column))" }
        return text
    }

    /// The error at a byte of the text.
    init(_ code: Code, _ what: String, path: String = "", at offset: Int, in bytes: [UInt8]) {
        var line = 1
        var start = 0
        for index in 0..<min(offset, bytes.count) where bytes[index] == 0x0a {
            line += 1
            start = index + 1
        }
        self.init(code, what, path: path, line: line, column: offset - start + 1)
    }

    /// What `Codable` code threw, in our words.
    init(decoding error: any Error) {
        if let error = error as? JSONError {
            self = error
            return
        }
        guard let error = error as? DecodingError else {
            self.init(.invalidValue, "\(error)")
            return
        }
        switch error {
        case .keyNotFound(let key, let context):
            self.init(.missingKey, "the key \"\(key.stringValue)\" is missing", path: Self.path(context.codingPath))
        case .dataCorrupted(let context):
            self.init(.invalidValue, context.debugDescription, path: Self.path(context.codingPath))
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self.init(.wrongType, context.debugDescription, path: Self.path(context.codingPath))
        @unknown default:
            self.init(.invalidValue, "\(error)")
        }
    }

    init(encoding error: any Error) {
        if let error = error as? JSONError {
            self = error
        } else if case .invalidValue(_, let context)? = error as? EncodingError {
            self.init(.unwritable, context.debugDescription, path: Self.path(context.codingPath))
        } else {
            self.init(.unwritable, "\(error)")
        }
    }

    static func path(_ keys: [any CodingKey]) -> String {
        var text = ""
        for key in keys { append(key.intValue, key.stringValue, to: &text) }
        return text
    }

    static func append(_ index: Int?, _ name: String, to path: inout String) {
        if let index {
            path += "[\(index)]"
        } else {
            if !path.isEmpty { path += "." }
            path += name
        }
    }
}
