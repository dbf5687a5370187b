internal import Linux
internal import OCISpecification

/// Spans of time as docker and podman say them.
enum HumanTime {
    /// `About a minute`, `3 weeks`: docker's `units.HumanDuration`.
    static func duration(nanoseconds: Int64) -> String { GoDuration(nanoseconds: nanoseconds).inWords }

    /// The time that has passed since then, without `ago`.
    static func since(_ moment: Timestamp, now: Timestamp = .now) -> String {
        duration(nanoseconds: now.since(moment))
    }

    /// `2 hours ago`.
    static func ago(_ moment: Timestamp, now: Timestamp = .now) -> String { since(moment, now: now) + " ago" }

    /// As Go prints a time: `2026-11-21 10:14:05.123456789 +0000 UTC`.
    static func goText(_ moment: Timestamp) -> String {
        // RFC 3339 has the same digits: T and Z stand where the blank and the zone do.
        var text = moment.rfc3339Nano
        text.removeLast()
        return text.prefix(10) + " " + text.dropFirst(11) + " +0000 UTC"
    }
}
