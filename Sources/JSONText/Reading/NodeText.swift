extension JSONNode {
    /// The string that a node of kind string or key stands for. The parser has checked its bytes.
    func text(in bytes: [UInt8]) -> String {
        let range = Int(start)..<Int(start) + Int(length)
        if !isEscaped { return String(decoding: bytes[range], as: UTF8.self) }
        var plain: [UInt8] = []
        plain.reserveCapacity(range.count)
        var position = range.lowerBound
        func unit() -> UInt32 {
            var value: UInt32 = 0
            for index in position..<position + 4 { value = value << 4 | UInt32(hexadecimalDigit(bytes[index]) ?? 0) }
            position += 4
            return value
        }
        while position < range.upperBound {
            let byte = bytes[position]
            position += 1
            guard byte == 0x5c else {
                plain.append(byte)
                continue
            }
            let escaped = bytes[position]
            position += 1
            switch escaped {
            case 0x62: plain.append(0x08)
            case 0x66: plain.append(0x0c)
            case 0x6e: plain.append(0x0a)
            case 0x72: plain.append(0x0d)
            case 0x74: plain.append(0x09)
            case 0x75:
                var scalar = unit()
                if scalar & 0xfc00 == 0xd800 {
                    position += 2  // \u
                    scalar = 0x10000 + (scalar & 0x3ff) << 10 + unit() & 0x3ff
                }
                if let scalar = Unicode.Scalar(scalar) { plain.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
            default: plain.append(escaped)
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
