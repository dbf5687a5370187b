/// A span of time as Go's time.Duration reads and prints it, such as `1h30m0s` or `1.5s`.
public struct GoDuration: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    public init(seconds: Int64) { nanoseconds = seconds * 1_000_000_000 }

    /// In whole seconds, cut off.
    public var seconds: Int64 { nanoseconds / 1_000_000_000 }

    public static func < (a: GoDuration, b: GoDuration) -> Bool { a.nanoseconds < b.nanoseconds }

    /// As `Duration.String` of Go.
    public var description: String {
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        if magnitude == 0 { return "0s" }
        if magnitude < 1_000 { return "\(sign)\(magnitude)ns" }
        if magnitude < 1_000_000 { return sign + Self.decimal(magnitude, 1_000) + "µs" }
        if magnitude < 1_000_000_000 { return sign + Self.decimal(magnitude, 1_000_000) + "ms" }
        let minute: UInt64 = 60_000_000_000
        let seconds = Self.decimal(magnitude % minute, 1_000_000_000) + "s"
        let minutes = magnitude / minute
        if minutes == 0 { return sign + seconds }
        let hours = minutes / 60
        return sign + (hours == 0 ? "" : "\(hours)h") + "\(minutes % 60)m" + seconds
    }

    private static func decimal(_ value: UInt64, _ unit: UInt64) -> String {
        var fraction = value % unit
        if fraction == 0 { return "\(value / unit)" }
        var places = "\(unit)".utf8.count - 1
        while fraction % 10 == 0 {
            fraction /= 10
            places -= 1
        }
        let digits = "\(fraction)"
        return "\(value / unit)." + String(repeating: "0", count: places - digits.utf8.count) + digits
    }

    /// In the words of docker's tables, such as `About an hour` or `3 days`.
    public var inWords: String {
        let seconds = max(0, seconds)
        let minutes = seconds / 60
        let hours = (seconds + 1800) / 3600
        if seconds < 1 { return "Less than a second" }
        if seconds == 1 { return "1 second" }
        if seconds < 60 { return "\(seconds) seconds" }
        if minutes == 1 { return "About a minute" }
        if minutes < 60 { return "\(minutes) minutes" }
        if hours == 1 { return "About an hour" }
        if hours < 48 { return "\(hours) hours" }
        if hours < 24 * 7 * 2 { return "\(hours / 24) days" }
        if hours < 24 * 30 * 2 { return "\(hours / 24 / 7) weeks" }
        if hours < 24 * 365 * 2 { return "\(hours / 24 / 30) months" }
        return "\(seconds / 3600 / 24 / 365) years"
    }
}
