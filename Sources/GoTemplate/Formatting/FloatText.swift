/// Go's texts for floating-point numbers.
enum FloatText {
    static func text(_ number: Double, _ verb: Verb) -> String? {
        var form = verb.letter
        if form == "v" { form = "g" }
        guard "eEfFgG".unicodeScalars.contains(form) else { return nil }
        var sign = number.sign == .minus && !number.isNaN ? "-" : verb.plus ? "+" : verb.space ? " " : ""
        if number.isNaN || number.isInfinite {
            if number.isInfinite, sign.isEmpty, verb.plus { sign = "+" }
            return verb.padded(sign + (number.isNaN ? "NaN" : "Inf"), allowsZeros: false)
        }
        let isUpper = form == "E" || form == "G"
        let isGeneral = form == "g" || form == "G"
        let precision = verb.precision ?? (isGeneral ? nil : 6)
        var body: String
        switch form {
        case "e", "E":
            body = exponent(Decimal(exact: abs(number)).rounded(toDigits: (precision ?? 6) + 1), precision ?? 6)
        case "f", "F":
            let decimal = Decimal(exact: abs(number))
            body = fixed(decimal.rounded(toDigits: decimal.point + (precision ?? 6)), precision ?? 6)
        default: body = general(abs(number), precision)
        }
        if isUpper { body = body.uppercased() }
        if verb.zero, !verb.minus, let width = verb.width {
            let missing = width - sign.utf8.count - body.utf8.count
            if missing > 0 { body = String(repeating: "0", count: missing) + body }
        }
        return verb.padded(sign + body, allowsZeros: false)
    }

    /// `%g`: the shortest digits that read back, or a number of them; with an exponent when very small or large.
    private static func general(_ number: Double, _ precision: Int?) -> String {
        var decimal: Decimal
        var limit: Int
        if let precision {
            let digits = max(1, precision)
            decimal = Decimal(exact: number).rounded(toDigits: digits)
            limit = digits
            if limit > decimal.digits.count, decimal.digits.count >= decimal.point { limit = decimal.digits.count }
        } else {
            decimal = Decimal(shortest: number)
            // For the shortest digits Go decides as if six were wanted: a million is 1e+06.
            limit = 6
        }
        let power = decimal.digits.isEmpty ? 0 : decimal.point - 1
        if power < -4 || power >= limit { return exponent(decimal, max(0, decimal.digits.count - 1)) }
        return fixed(decimal, max(0, decimal.digits.count - decimal.point))
    }

    private static func exponent(_ decimal: Decimal, _ places: Int) -> String {
        var text = digit(decimal, 0)
        if places > 0 { text += "." + (1...places).map { digit(decimal, $0) }.joined() }
        let power = decimal.digits.isEmpty ? 0 : decimal.point - 1
        let size = String(power.magnitude)
        return text + "e" + (power < 0 ? "-" : "+") + (size.utf8.count < 2 ? "0" + size : size)
    }

    private static func fixed(_ decimal: Decimal, _ places: Int) -> String {
        var text = decimal.point > 0 ? (0..<decimal.point).map { digit(decimal, $0) }.joined() : "0"
        if places > 0 { text += "." + (0..<places).map { digit(decimal, decimal.point + $0) }.joined() }
        return text
    }

    private static func digit(_ decimal: Decimal, _ index: Int) -> String {
        decimal.digits.indices.contains(index) ? String(decimal.digits[index]) : "0"
    }
}

/// A number as decimal digits with a point: 0.d₀d₁… × 10^point.
struct Decimal {
    /// Without zeros at either end.
    var digits: [Int]
    var point: Int

    /// The exact value of a finite number that is not negative.
    init(exact number: Double) {
        guard number > 0 else {
            self.init(trimming: [], point: 0)
            return
        }
        let isSubnormal = number.exponentBitPattern == 0
        var mantissa = number.significandBitPattern | (isSubnormal ? 0 : 1 << 52)
        var power = (isSubnormal ? 1 : Int(number.exponentBitPattern)) - 1075
        while mantissa & 1 == 0, power < 0 {
            mantissa >>= 1
            power += 1
        }
        // With a negative power: m / 2^n is m × 5^n with the point n places further left.
        var value = BigDigits(mantissa)
        for _ in 0..<abs(power) { value.multiply(by: power < 0 ? 5 : 2) }
        let digits = value.digits
        self.init(trimming: digits, point: digits.count + min(0, power))
    }

    /// The shortest digits that read back as the same number.
    init(shortest number: Double) {
        var digits: [Int] = []
        var point: Int?
        var power = 0
        let parts = number.description.split(separator: "e")
        for byte in parts[0].utf8 {
            if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(Int(byte) - 0x30) }
        }
        if parts.count > 1 { power = Int(parts[1]) ?? 0 }
        self.init(trimming: digits, point: (point ?? digits.count) + power)
    }

    private init(trimming digits: [Int], point: Int) {
        let leading = digits.prefix { $0 == 0 }.count
        var rest = Array(digits.dropFirst(leading))
        while rest.last == 0 { rest.removeLast() }
        self.digits = rest
        self.point = rest.isEmpty ? 0 : point - leading
    }

    /// With at most so many digits; a half goes to the even neighbour.
    func rounded(toDigits count: Int) -> Decimal {
        guard count < digits.count else { return self }
        guard count >= 0 else { return Decimal(trimming: [], point: 0) }
        let isHalf = digits[count] == 5 && digits.count == count + 1
        let goesUp = isHalf ? count > 0 && digits[count - 1] % 2 == 1 : digits[count] >= 5
        var kept = Array(digits[..<count])
        var point = point
        if goesUp {
            var index = count - 1
            while index >= 0, kept[index] == 9 {
                kept[index] = 0
                index -= 1
            }
            if index >= 0 {
                kept[index] += 1
            } else {
                kept.insert(1, at: 0)
                point += 1
            }
        }
        return Decimal(trimming: kept, point: point)
    }
}

/// A whole number of any size, in groups of nine decimal digits.
private struct BigDigits {
    private var groups: [UInt64] = []

    init(_ number: UInt64) {
        var rest = number
        while rest > 0 {
            groups.append(rest % 1_000_000_000)
            rest /= 1_000_000_000
        }
    }

    mutating func multiply(by factor: UInt64) {
        var carry: UInt64 = 0
        for index in groups.indices {
            let product = groups[index] * factor + carry
            groups[index] = product % 1_000_000_000
            carry = product / 1_000_000_000
        }
        if carry > 0 { groups.append(carry) }
    }

    var digits: [Int] {
        var digits: [Int] = []
        for group in groups.reversed() {
            let text = String(group)
            digits += Array(repeating: 0, count: digits.isEmpty ? 0 : 9 - text.utf8.count)
            digits += text.utf8.map { Int($0) - 0x30 }
        }
        return digits
    }
}
