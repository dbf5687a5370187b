extension OptionValue {
    /// A number of bytes with a unit of 1024, as docker's `units.RAMInBytes`: `64m`, `1.5 GiB`, `10kb`, `4096`.
    public static func bytes(_ text: String) throws(UsageError) -> Int64 {
        let refusal = UsageError.invalidValue("invalid size: '\(text)'")
        let bytes = Array(text.utf8)
        guard
            let end = bytes.lastIndex(where: { ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: ".") }),
            let number = plainDecimal(bytes[...end])
        else { throw refusal }
        var unit = String(decoding: bytes[(end + 1)...], as: UTF8.self).lowercased()
        if unit.utf8.first == UInt8(ascii: " ") { unit.removeFirst() }
        var power = 0
        if let letter = unit.utf8.first, let index = Array("bkmgtpe".utf8).firstIndex(of: letter) {
            power = index
            let rest = unit.dropFirst()
            guard rest.isEmpty || (index > 0 && (rest == "b" || rest == "ib")) else { throw refusal }
        } else if !unit.isEmpty {
            throw refusal
        }
        let size = number * Double(UInt64(1) << UInt64(10 * power))
        guard size < 0x1p63 else { throw refusal }
        return Int64(size)
    }

    /// Digits and at most one point; neither signs nor exponents, which Go's parser would take and no user means.
    private static func plainDecimal(_ bytes: ArraySlice<UInt8>) -> Double? {
        var points = 0
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                points += 1
            } else if byte < 0x30 || byte > 0x39 {
                return nil
            }
        }
        return points <= 1 ? Double(String(decoding: bytes, as: UTF8.self)) : nil
    }
}
