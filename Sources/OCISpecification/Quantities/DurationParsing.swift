extension GoDuration {
    /// Reads what Go's time.ParseDuration reads: numbers with units, such as `1h30m`, `1.5s`, `-300ms` or `0`.
    public init(parsing text: String) throws(GoDurationError) {
        let bytes = Array(text.utf8)
        var position = 0
        var isNegative = false
        if let first = bytes.first, first == 0x2d || first == 0x2b {
            isNegative = first == 0x2d
            position = 1
        }
        if bytes[position...] == [0x30] {
            nanoseconds = 0
            return
        }
        func invalid() -> GoDurationError { GoDurationError(what: "invalid duration \(goQuoted(text))") }
        guard position < bytes.count else { throw invalid() }
        var total: UInt64 = 0
        while position < bytes.count {
            guard let part = Self.part(bytes, &position) else { throw invalid() }
            let start = position
            while position < bytes.count, bytes[position] != 0x2e, bytes[position] &- 0x30 >= 10 { position += 1 }
            let unit = String(decoding: bytes[start..<position], as: UTF8.self)
            guard !unit.isEmpty else { throw GoDurationError(what: "missing unit in duration \(goQuoted(text))") }
            guard let scale = Self.scale(unit) else {
                throw GoDurationError(what: "unknown unit \(goQuoted(unit)) in duration \(goQuoted(text))")
            }
            let (whole, overflows) = part.whole.multipliedReportingOverflow(by: scale)
            let fraction = UInt64(Double(part.fraction) * (Double(scale) / part.divisor))
            let (sum, carries) = total.addingReportingOverflow(whole &+ fraction)
            guard !overflows, !carries, whole <= 1 << 63, sum <= 1 << 63 else { throw invalid() }
            total = sum
        }
        if isNegative {
            nanoseconds = Int64(truncatingIfNeeded: 0 &- total)
        } else {
            guard let whole = Int64(exactly: total) else { throw invalid() }
            nanoseconds = whole
        }
    }

    /// Digits, a point and digits; at least one digit.
    private static func part(
        _ bytes: [UInt8], _ position: inout Int
    ) -> (whole: UInt64, fraction: UInt64, divisor: Double)? {
        var whole: UInt64 = 0
        var fraction: UInt64 = 0
        var divisor = 1.0
        var count = 0
        while position < bytes.count, bytes[position] &- 0x30 < 10 {
            let (product, overflows) = whole.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(bytes[position] &- 0x30))
            if overflows || carries { return nil }
            whole = sum
            position += 1
            count += 1
        }
        if position < bytes.count, bytes[position] == 0x2e {
            position += 1
            while position < bytes.count, bytes[position] &- 0x30 < 10 {
                // Digits beyond what a nanosecond can tell are passed over.
                if fraction < 1 << 58 {
                    fraction = fraction * 10 + UInt64(bytes[position] &- 0x30)
                    divisor *= 10
                }
                position += 1
                count += 1
            }
        }
        return count == 0 ? nil : (whole, fraction, divisor)
    }

    private static func scale(_ unit: String) -> UInt64? {
        switch unit {
        case "ns": 1
        case "us", "µs", "μs": 1_000
        case "ms": 1_000_000
        case "s": 1_000_000_000
        case "m": 60_000_000_000
        case "h": 3_600_000_000_000
        default: nil
        }
    }
}

private func goQuoted(_ text: String) -> String { "\"\(text)\"" }

/// Why text is no span of time; in Go's words.
public struct GoDurationError: Error, Hashable, Sendable, CustomStringConvertible {
    public let what: String

    public var description: String { "time: \(what)" }
}
