/// A number of bytes as options give it and tables show it, by the rules of docker's go-units.
public struct ByteSize: Hashable, Sendable, Comparable {
    public let bytes: Int64

    public init(bytes: Int64) { self.bytes = bytes }

    /// Reads `512`, `512m`, `1.5g`, `64 MiB`, `100kB`: the units are powers of 1024.
    public init(parsing text: String) throws(ByteSizeError) {
        let characters = Array(text.utf8)
        guard let last = characters.lastIndex(where: { $0 &- 0x30 < 10 || $0 == 0x2e || $0 == 0x20 }) else {
            throw ByteSizeError(text: text, what: "invalid size")
        }
        let digits = characters[last] == 0x20 ? characters[..<last] : characters[...last]
        let suffix = String(decoding: characters[(last + 1)...], as: UTF8.self)
        guard let scale = Self.scale(suffix.lowercased()) else {
            throw ByteSizeError(text: text, what: "invalid suffix: \"\(suffix)\"")
        }
        let number = String(decoding: digits, as: UTF8.self)
        // Whole numbers keep all their digits.
        if let whole = Int64(number), whole >= 0 {
            let (product, overflows) = whole.multipliedReportingOverflow(by: scale)
            guard !overflows else { throw ByteSizeError(text: text, what: "more than 8 EiB") }
            bytes = product
            return
        }
        guard digits.allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2e }), let value = Double(number) else {
            throw ByteSizeError(text: text, what: "invalid size")
        }
        guard let product = Int64(exactly: (value * Double(scale)).rounded(.down)) else {
            throw ByteSizeError(text: text, what: "more than 8 EiB")
        }
        bytes = product
    }

    /// `b`; `k`, `kb` or `kib` and so on up to `p`.
    private static func scale(_ suffix: String) -> Int64? {
        if suffix.isEmpty || suffix == "b" { return 1 }
        guard let first = suffix.first, let power = Array("kmgtp").firstIndex(of: first) else { return nil }
        guard ["", "b", "ib"].contains(suffix.dropFirst()) else { return nil }
        return 1 << (Int64(power + 1) * 10)
    }

    public static func < (a: ByteSize, b: ByteSize) -> Bool { a.bytes < b.bytes }

    /// With powers of 1024 and four digits, such as `1.5GiB`: what `stats` shows.
    public var binaryText: String {
        Self.text(Double(bytes), base: 1024, units: ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"], digits: 4)
    }

    /// With powers of 1000, such as `77.9MB`: three digits in `images`, four elsewhere.
    public func decimalText(digits: Int = 4) -> String {
        Self.text(Double(bytes), base: 1000, units: ["B", "kB", "MB", "GB", "TB", "PB", "EB"], digits: digits)
    }

    private static func text(_ value: Double, base: Double, units: [String], digits: Int) -> String {
        var value = value
        var unit = 0
        while value.magnitude >= base, unit < units.count - 1 {
            value /= base
            unit += 1
        }
        return significant(value, digits) + units[unit]
    }

    /// As C's `%.Ng`, without trailing zeros; never with an exponent.
    private static func significant(_ value: Double, _ digits: Int) -> String {
        var places = digits - 1
        var bound = 10.0
        while value.magnitude >= bound, places > 0 {
            places -= 1
            bound *= 10
        }
        var power = 1.0
        for _ in 0..<places { power *= 10 }
        let scaled = Int64((value.magnitude * power).rounded(.toNearestOrEven))
        let sign = value < 0 ? "-" : ""
        let fraction = String(scaled % Int64(power))
        var tail = places == 0 ? "" : String(repeating: "0", count: places - fraction.utf8.count) + fraction
        while tail.utf8.last == 0x30 { tail.removeLast() }
        return "\(sign)\(scaled / Int64(power))" + (tail.isEmpty ? "" : ".\(tail)")
    }
}

/// Why text is no number of bytes.
public struct ByteSizeError: Error, Hashable, Sendable, CustomStringConvertible {
    public let text: String
    public let what: String

    public var description: String {
        what == "invalid size" ? "invalid size: '\(text)'" : "invalid size '\(text)': \(what)"
    }
}
