extension JSONDocument {
    func numberText(at index: Int) -> String {
        let node = nodes[index]
        return String(decoding: bytes[Int(node.start)..<Int(node.start) + Int(node.length)], as: UTF8.self)
    }

    /// The number in the smallest form that keeps it whole.
    func number(at index: Int) throws(JSONError) -> JSONValue {
        if let (magnitude, isNegative) = whole(at: index) {
            if let number = Int64(exactly: magnitude), !isNegative { return .integer(number) }
            if !isNegative { return .unsigned(magnitude) }
            if magnitude == 0 { return .double(-0.0) }  // no integer keeps the sign
            if magnitude <= 1 << 63 { return .integer(Int64(truncatingIfNeeded: 0 &- magnitude)) }
        }
        return .double(try double(at: index))
    }

    func double(at index: Int) throws(JSONError) -> Double {
        guard nodes[index].kind == .number else { throw mismatch("a number", at: index) }
        if let (magnitude, isNegative) = whole(at: index), magnitude < 1 << 53 {
            return isNegative ? -Double(magnitude) : Double(magnitude)
        }
        guard let value = Double(numberText(at: index)), value.isFinite else {
            throw error(.invalidValue, "the number \(numberText(at: index)) is out of range", at: index)
        }
        return value
    }

    func integer<T: FixedWidthInteger>(_ type: T.Type, at index: Int) throws(JSONError) -> T {
        guard nodes[index].kind == .number else { throw mismatch("a whole number", at: index) }
        if let (magnitude, isNegative) = whole(at: index) {
            if !isNegative, let number = T(exactly: magnitude) { return number }
            if isNegative, magnitude <= 1 << 63, let number = T(exactly: Int64(truncatingIfNeeded: 0 &- magnitude)) {
                return number
            }
        } else if !isTooLarge(at: index) {
            throw mismatch("a whole number", at: index)
        }
        throw error(
            .invalidValue, "the number \(numberText(at: index)) is out of range: \(T.min) to \(T.max) is allowed",
            at: index)
    }

    /// Sign and digits of a number without fraction and exponent, of up to 64 bits.
    private func whole(at index: Int) -> (magnitude: UInt64, isNegative: Bool)? {
        let node = nodes[index]
        var position = Int(node.start)
        let end = position + Int(node.length)
        let isNegative = bytes[position] == 0x2d
        if isNegative { position += 1 }
        var value: UInt64 = 0
        while position < end {
            let digit = bytes[position] &- 0x30
            guard digit < 10 else { return nil }
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(digit))
            if overflows || carries { return nil }
            value = sum
            position += 1
        }
        return (value, isNegative)
    }

    /// Whether it is a number without fraction and exponent that has more than 64 bits.
    private func isTooLarge(at index: Int) -> Bool {
        numberText(at: index).utf8.allSatisfy { $0 == 0x2d || $0 &- 0x30 < 10 }
    }
}
