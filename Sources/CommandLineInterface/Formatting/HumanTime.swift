internal import Linux

/// Spans of time as docker and podman say them.
enum HumanTime {
    /// `About a minute`, `3 weeks`: docker's `units.HumanDuration`.
    static func duration(nanoseconds: Int64) -> String {
        let seconds = max(0, nanoseconds) / 1_000_000_000
        if seconds < 1 { return "Less than a second" }
        if seconds == 1 { return "1 second" }
        if seconds < 60 { return "\(seconds) seconds" }
        let minutes = seconds / 60
        if minutes == 1 { return "About a minute" }
        if minutes < 60 { return "\(minutes) minutes" }
        let hours = (seconds + 1800) / 3600
        if hours == 1 { return "About an hour" }
        if hours < 48 { return "\(hours) hours" }
        if hours < 24 * 7 * 2 { return "\(hours / 24) days" }
        if hours < 24 * 30 * 2 { return "\(hours / 24 / 7) weeks" }
        if hours < 24 * 365 * 2 { return "\(hours / 24 / 30) months" }
        return "\(seconds / 3600 / 24 / 365) years"
    }

    /// The time that has passed since then, without `ago`.
    static func since(_ moment: Timestamp, now: Timestamp = .now) -> String {
        duration(nanoseconds: now.nanoseconds - moment.nanoseconds)
    }

    /// `2 hours ago`.
    static func ago(_ moment: Timestamp, now: Timestamp = .now) -> String { since(moment, now: now) + " ago" }
}
