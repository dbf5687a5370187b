/// How often, and after what pause, a request that failed for a passing reason is made again.
public struct RetryPolicy: Hashable, Sendable {
    /// Attempts in all, the first included.
    public var attempts: Int
    /// Seconds before the second attempt; doubled each time.
    public var firstPause: Double
    /// No pause of our own is longer than this many seconds.
    public var longestPause: Double
    /// A `Retry-After` that asks for more seconds than this ends the retrying: the user is told instead.
    public var longestRetryAfter: Double

    public init(
        attempts: Int = 6, firstPause: Double = 0.25, longestPause: Double = 8, longestRetryAfter: Double = 60
    ) {
        self.attempts = attempts
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.longestRetryAfter = longestRetryAfter
    }

    /// Seconds to wait after the failed attempt number `attempt` (from 1), or nil to give up.
    /// `spread` (0…1) takes up to half of our own pause away, so that many clients do not come back at once.
    public func pause(after attempt: Int, retryAfter: Double? = nil, spread: Double = 0) -> Double? {
        guard attempt < attempts else { return nil }
        var own = firstPause
        for _ in 1..<max(attempt, 1) where own < longestPause { own *= 2 }
        own = min(own, longestPause) * (1 - spread / 2)
        guard let retryAfter else { return own }
        return retryAfter > longestRetryAfter ? nil : max(retryAfter, own)
    }

    /// Statuses that may be different next time: too many requests, and the server's own troubles.
    public static func isPassing(status: Int) -> Bool {
        switch status {
        case 408, 425, 429, 500, 502, 503, 504: true
        default: false
        }
    }
}

/// Reads `Retry-After`: seconds, or a date (RFC 9110, 10.2.3). `now` is in seconds since 1970.
public func retryAfterSeconds(_ value: String, now: Double) -> Double? {
    let text = value.trimmingBlanks()
    if let seconds = Int(text), seconds >= 0 { return Double(seconds) }
    // IMF-fixdate: Sun, 06 Nov 1994 08:49:37 GMT
    let parts = text.split(separator: " ")
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
        (1...31).contains(day), (1970...9999).contains(year), let month = months.firstIndex(of: String(parts[2]))
    else { return nil }
    let clock = parts[4].split(separator: ":").compactMap { Int($0) }
    guard clock.count == 3 else { return nil }
    // Days from the civil calendar, with the year beginning in March so that a leap day is its last.
    let shifted = month < 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 10) % 12) + 2) / 5 + day - 1
    let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    let moment = Double(days * 86400 + clock[0] * 3600 + clock[1] * 60 + clock[2])
    return max(0, moment - now)
}

extension StringProtocol {
    /// Without blanks, tabs and line ends on both sides.
    func trimmingBlanks() -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
