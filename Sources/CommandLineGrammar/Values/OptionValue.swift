/// Readers for the values of options; they refuse in Go's words, which scripts and people know.
public enum OptionValue {
    /// Go's `strconv.ParseBool`.
    public static func boolean(_ text: String) throws(UsageError) -> Bool {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": return true
        case "0", "f", "F", "false", "FALSE", "False": return false
        default: throw .invalidValue("strconv.ParseBool: parsing \(quoted(text)): invalid syntax")
        }
    }

    /// Go's `strconv.ParseInt(text, 0, 64)`.
    public static func integer(_ text: String) throws(UsageError) -> Int64 {
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let hasSign = isNegative || text.utf8.first == UInt8(ascii: "+")
        switch magnitude(hasSign ? String(text.dropFirst()) : text) {
        case .number(let number):
            if !isNegative, number <= UInt64(Int64.max) { return Int64(number) }
            if isNegative, number <= UInt64(Int64.max) + 1 { return Int64(truncatingIfNeeded: 0 &- number) }
            throw .invalidValue("strconv.ParseInt: parsing \(quoted(text)): value out of range")
        case .outOfRange: throw .invalidValue("strconv.ParseInt: parsing \(quoted(text)): value out of range")
        case .malformed: throw .invalidValue("strconv.ParseInt: parsing \(quoted(text)): invalid syntax")
        }
    }

    /// Go's `strconv.ParseUint(text, 0, 64)`.
    public static func unsigned(_ text: String) throws(UsageError) -> UInt64 {
        switch magnitude(text) {
        case .number(let number): return number
        case .outOfRange: throw .invalidValue("strconv.ParseUint: parsing \(quoted(text)): value out of range")
        case .malformed: throw .invalidValue("strconv.ParseUint: parsing \(quoted(text)): invalid syntax")
        }
    }

    /// Go's `strconv.ParseFloat`.
    public static func double(_ text: String) throws(UsageError) -> Double {
        guard let number = Double(text) else {
            throw .invalidValue("strconv.ParseFloat: parsing \(quoted(text)): invalid syntax")
        }
        return number
    }

    private enum Magnitude { case number(UInt64), outOfRange, malformed }

    /// Digits with Go's prefixes: 0x, 0o, 0b, and a leading 0 for octal; `_` only where Go allows it.
    private static func magnitude(_ text: String) -> Magnitude {
        var digits = Array(text.utf8)
        var radix: UInt64 = 10
        var hasPrefix = false
        if digits.count >= 2, digits[0] == UInt8(ascii: "0") {
            hasPrefix = true
            switch digits[1] | 0x20 {
            case UInt8(ascii: "x"): radix = 16
            case UInt8(ascii: "o"): radix = 8
            case UInt8(ascii: "b"): radix = 2
            default: radix = 8
            }
            digits.removeFirst(digits[1] >= UInt8(ascii: "A") && digits[1] != UInt8(ascii: "_") ? 2 : 1)
        }
        var number: UInt64 = 0
        var seen = false
        var overflow = false
        var mayUnderscore = hasPrefix
        for byte in digits {
            if byte == UInt8(ascii: "_") {
                guard mayUnderscore, hasPrefix else { return .malformed }
                mayUnderscore = false
                continue
            }
            let digit: UInt64
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt64(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt64(byte - UInt8(ascii: "A") + 10)
            default: return .malformed
            }
            guard digit < radix else { return .malformed }
            seen = true
            mayUnderscore = true
            let (product, tooLarge) = number.multipliedReportingOverflow(by: radix)
            let (sum, carries) = product.addingReportingOverflow(digit)
            overflow = overflow || tooLarge || carries
            number = sum
        }
        guard seen, digits.last != UInt8(ascii: "_") else { return .malformed }
        return overflow ? .outOfRange : .number(number)
    }
}
