extension HumanSize {
    /// Four significant digits in powers of 1024: `1.5GiB`, as Go's `units.BytesSize`.
    static func binary(_ bytes: Int64) -> String {
        var value = Double(bytes)
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return fourDigits(value) + units[unit]
    }

    /// Three significant digits in powers of 1000, as `podman ps --size` and `podman images` print them (`%.3g`).
    static func short(_ bytes: Int64) -> String {
        var value = Double(bytes)
        let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return digits(value, 3) + units[unit]
    }

    private static func fourDigits(_ value: Double) -> String { digits(value, 4) }

    /// So many significant digits, no zeros behind them.
    private static func digits(_ value: Double, _ count: Int) -> String {
        var places = count - 1
        var limit = 10.0
        while places > 0, value >= limit {
            places -= 1
            limit *= 10
        }
        var scale: Int64 = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int64((value * Double(scale)).rounded(.toNearestOrEven))
        let fraction = scaled % scale
        if fraction == 0 { return String(scaled / scale) }
        let text = String(fraction)
        var padded = String(repeating: "0", count: places - text.utf8.count) + text
        while padded.hasSuffix("0") { padded.removeLast() }
        return "\(scaled / scale).\(padded)"
    }
}
