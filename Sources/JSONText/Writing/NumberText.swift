/// Lays out the shortest digits of a number as Go's encoding/json does (and ECMAScript): whole numbers without a point,
/// an exponent only from 1e21 on and below 1e-6.
func decimalText(_ shortest: String) -> String {
    var text = Substring(shortest)
    let isNegative = text.first == "-"
    if isNegative { text = text.dropFirst() }
    var exponent = 0
    if let mark = text.firstIndex(of: "e") {
        let digits = text[text.index(after: mark)...]
        exponent = Int(digits.first == "+" ? digits.dropFirst() : digits) ?? 0
        text = text[..<mark]
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    var digits = String(parts[0]) + (parts.count > 1 ? String(parts[1]) : "")
    // The place of the point, counted from the first digit.
    var point = parts[0].count + exponent
    while digits.count > 1, digits.first == "0" {
        digits.removeFirst()
        point -= 1
    }
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    let sign = isNegative ? "-" : ""
    if digits == "0" { return sign + "0" }
    if point > 21 || point < -5 {
        let fraction = digits.dropFirst().isEmpty ? "" : "." + digits.dropFirst()
        let power = point - 1
        return "\(sign)\(digits.prefix(1))\(fraction)e\(power < 0 ? "-" : "+")\(abs(power))"
    }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    if point >= digits.count { return sign + digits + String(repeating: "0", count: point - digits.count) }
    return sign + digits.prefix(point) + "." + digits.dropFirst(point)
}
