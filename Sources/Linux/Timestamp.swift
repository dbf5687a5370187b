internal import CLinux
internal import Glibc

/// A moment of the real-time clock, in nanoseconds since 1970-01-01 00:00 UTC.
public struct Timestamp: Hashable, Comparable, Sendable, Codable {
    public var nanoseconds: Int64
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    /// As near as there is a number for it: from 1677 to 2262.
    public init(seconds: Int64) {
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        nanoseconds = overflow ? (seconds < 0 ? .min : .max) : scaled
    }

    public init(from decoder: any Decoder) throws {
        nanoseconds = try decoder.singleValueContainer().decode(Int64.self)
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(nanoseconds)
    }

    public static var now: Timestamp { Timestamp(nanoseconds: apus_clock(CLOCK_REALTIME)) }
    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.nanoseconds < b.nanoseconds }

    public var seconds: Int64 { nanoseconds / 1_000_000_000 - (nanoseconds % 1_000_000_000 < 0 ? 1 : 0) }
    private var fraction: Int64 {
        let rest = nanoseconds % 1_000_000_000
        return rest < 0 ? rest + 1_000_000_000 : rest
    }

    /// The nanoseconds since another moment, as near as there is a number for them: images say of themselves from when they are.
    public func since(_ other: Timestamp) -> Int64 {
        let (span, overflow) = nanoseconds.subtractingReportingOverflow(other.nanoseconds)
        return overflow ? (nanoseconds < 0 ? .min : .max) : span
    }

    /// The moment so many nanoseconds before, as near as there is a number for it.
    public func before(by span: Int64) -> Timestamp { Timestamp(nanoseconds: since(Timestamp(nanoseconds: span))) }

    /// Year, month, day, hour, minute, second in UTC.
    public var civil: (year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64) {
        let total = seconds
        let days = total >= 0 ? total / 86400 : (total - 86399) / 86400
        let rest = total - days * 86400
        // Days to a date in the proleptic Gregorian calendar, counting years from March.
        let shifted = days + 719468
        let era = (shifted >= 0 ? shifted : shifted - 146096) / 146097
        let dayOfEra = shifted - era * 146097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day, rest / 3600, rest / 60 % 60, rest % 60)
    }

    /// Such as `2026-11-21T10:14:05.123456789Z`; trailing zeros of the fraction are dropped as Go does.
    public var rfc3339Nano: String {
        var fraction = self.fraction
        if fraction == 0 { return prefix + "Z" }
        var digits = 9
        while fraction % 10 == 0 {
            fraction /= 10
            digits -= 1
        }
        return prefix + "." + Self.padded(fraction, digits) + "Z"
    }

    /// As ``rfc3339Nano`` with all nine digits and a numeric zone, as the CRI log format wants it.
    public var rfc3339Fixed: String {
        prefix + "." + Self.padded(fraction, 9) + "+00:00"
    }

    /// Such as `2026-11-21T10:14:05Z`.
    public var rfc3339: String { prefix + "Z" }

    private var prefix: String {
        let c = civil
        return Self.padded(c.year, 4) + "-" + Self.padded(c.month, 2) + "-" + Self.padded(c.day, 2) + "T"
            + Self.padded(c.hour, 2) + ":" + Self.padded(c.minute, 2) + ":" + Self.padded(c.second, 2)
    }

    public static func padded(_ number: Int64, _ width: Int) -> String {
        let text = String(number)
        return text.utf8.count >= width ? text : String(repeating: "0", count: width - text.utf8.count) + text
    }

    /// Reads RFC 3339 with any fraction and zone; nil for what is not such a time.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        func number(_ at: Int, _ count: Int) -> Int64? {
            guard at + count <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[at..<(at + count)] {
                guard byte >= 48, byte <= 57 else { return nil }
                value = value * 10 + Int64(byte - 48)
            }
            return value
        }
        guard bytes.count >= 10, let year = number(0, 4), bytes[4] == 45, let month = number(5, 2), bytes[7] == 45,
            let day = number(8, 2), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var hour: Int64 = 0
        var minute: Int64 = 0
        var second: Int64 = 0
        var fraction: Int64 = 0
        var zone: Int64 = 0
        var at = 10
        if at < bytes.count {
            guard bytes[at] == 84 || bytes[at] == 116 || bytes[at] == 32, let h = number(11, 2), bytes.count > 13,
                bytes[13] == 58, let m = number(14, 2), h < 24, m < 60
            else { return nil }
            hour = h
            minute = m
            at = 16
            if at < bytes.count, bytes[at] == 58 {
                guard let s = number(17, 2), s <= 60 else { return nil }
                second = s
                at = 19
            }
            if at < bytes.count, bytes[at] == 46 {
                at += 1
                var digits = 0
                while at < bytes.count, bytes[at] >= 48, bytes[at] <= 57 {
                    if digits < 9 {
                        fraction = fraction * 10 + Int64(bytes[at] - 48)
                        digits += 1
                    }
                    at += 1
                }
                guard digits > 0 else { return nil }
                while digits < 9 {
                    fraction *= 10
                    digits += 1
                }
            }
            if at < bytes.count {
                if bytes[at] == 90 || bytes[at] == 122 {
                    at += 1
                } else if bytes[at] == 43 || bytes[at] == 45 {
                    guard let zoneHour = number(at + 1, 2), bytes.count > at + 3, bytes[at + 3] == 58,
                        let zoneMinute = number(at + 4, 2)
                    else { return nil }
                    zone = (zoneHour * 60 + zoneMinute) * (bytes[at] == 45 ? -60 : 60)
                    at += 6
                }
            }
            guard at == bytes.count else { return nil }
        }
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
        let total = days * 86400 + hour * 3600 + minute * 60 + second - zone
        let (scaled, overflow) = total.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return nil }
        nanoseconds = scaled &+ fraction
    }
}

/// Nanoseconds since the boot that do not jump when the clock is set.
public func monotonicNanoseconds() -> Int64 { apus_clock(CLOCK_MONOTONIC) }

/// Stops this thread for a while; a signal may end it early.
public func pause(nanoseconds: Int64) { _ = apus_sleep(nanoseconds) }
