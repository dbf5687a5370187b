/// Sizes as docker and podman print them.
enum HumanSize {
    /// Four significant digits in powers of 1000: `12.34MB`, as Go's `units.HumanSize`.
    static func decimal(_ bytes: Int64) -> String {
        var value = Double(bytes)
        let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return significant(value) + units[unit]
    }

    /// The number with at most four significant digits and no zeros behind them (`%.4g`).
    private static func significant(_ value: Double) -> String {
        var digits = 3
        var limit = 10.0
        while digits > 0, value >= limit {
            digits -= 1
            limit *= 10
        }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        let whole = Int64(rounded)
        var fraction = Int64(((rounded - Double(whole)) * scale).rounded())
        if fraction == 0 { return String(whole) }
        var width = digits
        while fraction % 10 == 0 {
            fraction /= 10
            width -= 1
        }
        let text = String(fraction)
        return "\(whole)." + String(repeating: "0", count: width - text.count) + text
    }
}
