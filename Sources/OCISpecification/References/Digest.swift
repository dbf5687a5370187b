public import JSONText

/// The name of content: an algorithm and the hash that it gives, such as `sha256:e3b0…`.
public struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// `sha256` or `sha512`.
    public let algorithm: String
    /// In lower case.
    public let hex: String

    /// Puts together what is known to be right.
    public init(algorithm: String, hex: String) {
        self.algorithm = algorithm
        self.hex = hex
    }

    public init(parsing text: String) throws(DigestError) {
        guard let colon = text.utf8.firstIndex(of: 0x3a) else {
            throw DigestError(text: text, what: "it is not an algorithm, a colon and a hash")
        }
        let algorithm = String(text[..<colon])
        let hex = String(text[text.utf8.index(after: colon)...])
        guard let length = Self.hexLength(algorithm) else {
            throw DigestError(text: text, what: "the algorithm is not handled; sha256 and sha512 are")
        }
        guard hex.utf8.count == length else {
            throw DigestError(text: text, what: "a \(algorithm) hash has \(length) digits, this has \(hex.utf8.count)")
        }
        guard hex.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }) else {
            throw DigestError(text: text, what: "a hash has the digits 0 to 9 and a to f, in lower case")
        }
        self.init(algorithm: algorithm, hex: hex)
    }

    /// Nil when the text is no digest.
    public init?(_ text: String) {
        do throws(DigestError) { try self.init(parsing: text) } catch { return nil }
    }

    /// How many digits the hash of an algorithm has; nil for one that is not handled.
    public static func hexLength(_ algorithm: String) -> Int? {
        switch algorithm {
        case "sha256": 64
        case "sha512": 128
        default: nil
        }
    }

    public var description: String { "\(algorithm):\(hex)" }

    /// The first twelve digits, as lists show it.
    public var short: String { String(hex.prefix(12)) }

    public static func < (a: Digest, b: Digest) -> Bool { (a.algorithm, a.hex) < (b.algorithm, b.hex) }
}

/// Why text is no digest.
public struct DigestError: Error, Hashable, Sendable, CustomStringConvertible {
    public let text: String
    public let what: String

    public var description: String { "invalid digest \"\(text)\": \(what)" }
}

extension Digest: JSONStringValue {
    public static func parse(_ text: String) -> Result<Digest, JSONError> {
        do throws(DigestError) { return .success(try Digest(parsing: text)) } catch {
            return .failure(JSONError(.invalidValue, error.description))
        }
    }

    public var jsonText: String { description }
}
