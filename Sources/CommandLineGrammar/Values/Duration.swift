extension OptionValue {
    /// Go's `time.ParseDuration`, in nanoseconds: `300ms`, `-1.5h`, `2h45m`, `0`.
    public static func duration(_ text: String) throws(UsageError) -> Int64 {
        let invalid = UsageError.invalidValue("time: invalid duration \(quoted(text))")
        var rest = Array(text.utf8)[...]
        var isNegative = false
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest.removeFirst()
        }
        if rest.elementsEqual([UInt8(ascii: "0")]) { return 0 }
        guard !rest.isEmpty else { throw invalid }
        var total: UInt64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { isDigit($0) }
            rest = rest.dropFirst(digits.count)
            var fraction: ArraySlice<UInt8> = []
            if rest.first == UInt8(ascii: ".") {
                rest.removeFirst()
                fraction = rest.prefix { isDigit($0) }
                rest = rest.dropFirst(fraction.count)
            }
            guard !digits.isEmpty || !fraction.isEmpty else { throw invalid }
            let name = rest.prefix { !isDigit($0) && $0 != UInt8(ascii: ".") }
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty else {
                throw .invalidValue("time: missing unit in duration \(quoted(text))")
            }
            let unitName = String(decoding: name, as: UTF8.self)
            guard let unit = nanoseconds(of: unitName) else {
                throw .invalidValue("time: unknown unit \(quoted(unitName)) in duration \(quoted(text))")
            }
            var whole: UInt64 = 0
            for digit in digits {
                let (product, tooLarge) = whole.multipliedReportingOverflow(by: 10)
                guard !tooLarge, product <= UInt64.max - 9 else { throw invalid }
                whole = product + UInt64(digit - 0x30)
            }
            let (value, tooLarge) = whole.multipliedReportingOverflow(by: unit)
            guard !tooLarge else { throw invalid }
            var part = 0.0
            var scale = 1.0
            for digit in fraction.prefix(18) {
                part = part * 10 + Double(digit - 0x30)
                scale *= 10
            }
            let (sum, overflows) = total.addingReportingOverflow(value + UInt64(part * (Double(unit) / scale)))
            guard !overflows, sum <= UInt64(Int64.max) + (isNegative ? 1 : 0) else { throw invalid }
            total = sum
        }
        return isNegative ? Int64(truncatingIfNeeded: 0 &- total) : Int64(total)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func nanoseconds(of unit: String) -> UInt64? {
        switch unit {
        case "ns": 1
        case "us", "\u{b5}s", "\u{3bc}s": 1_000
        case "ms": 1_000_000
        case "s": 1_000_000_000
        case "m": 60_000_000_000
        case "h": 3_600_000_000_000
        default: nil
        }
    }
}
