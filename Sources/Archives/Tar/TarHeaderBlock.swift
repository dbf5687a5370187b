internal import Linux

/// The 512 bytes of one header, read in place (`tar(5)`): v7, ustar, star or GNU.
@safe struct TarHeaderBlock {
    static let size = 512
    enum Dialect { case v7, ustar, star, gnu }

    private let bytes: UnsafeRawBufferPointer

    /// The block must outlive this value, and be 512 bytes.
    init(_ bytes: UnsafeRawBufferPointer) { unsafe self.bytes = bytes }

    subscript(index: Int) -> UInt8 { unsafe bytes[index] }

    var isZero: Bool {
        for index in stride(from: 0, to: Self.size, by: 8) {
            if unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) != 0 { return false }
        }
        return true
    }

    /// Whether the sum in the header is right: as unsigned bytes, or as signed ones, which old tars wrote.
    var hasValidChecksum: Bool {
        guard let stated = number(148, 8) else { return false }
        var unsigned: Int64 = 0
        var signed: Int64 = 0
        for index in 0..<Self.size {
            // The field itself counts as spaces.
            let byte = index >= 148 && index < 156 ? 0x20 : unsafe bytes[index]
            unsigned += Int64(byte)
            signed += Int64(Int8(bitPattern: byte))
        }
        return stated == unsigned || stated == signed
    }

    var dialect: Dialect {
        func holds(_ text: StaticString, at offset: Int) -> Bool {
            for index in 0..<text.utf8CodeUnitCount {
                if unsafe bytes[offset + index] != text.utf8Start[index] { return false }
            }
            return true
        }
        if holds("ustar\0", at: 257) { return holds("tar\0", at: 508) ? .star : .ustar }
        if holds("ustar  \0", at: 257) { return .gnu }
        return .v7
    }

    /// The bytes of a field up to the first NUL.
    func text(_ offset: Int, _ length: Int) -> [UInt8] {
        var end = offset
        while end < offset + length, unsafe bytes[end] != 0 { end += 1 }
        return unsafe Array(bytes[offset..<end])
    }

    /// The number in a field: octal digits between spaces and NULs, or base-256 when the first bit is set.
    /// Nil when it is neither, or does not fit.
    func number(_ offset: Int, _ length: Int) -> Int64? {
        let first = unsafe bytes[offset]
        if first & 0x80 != 0 { return base256(offset, length) }
        var value: Int64 = 0
        var index = offset
        let end = offset + length
        while index < end, unsafe bytes[index] == 0x20 || bytes[index] == 0 { index += 1 }
        while index < end {
            let digit = unsafe bytes[index]
            guard digit >= 0x30, digit <= 0x37 else { break }
            if value > Int64.max >> 3 { return nil }
            value = value << 3 | Int64(digit - 0x30)
            index += 1
        }
        while index < end {
            let rest = unsafe bytes[index]
            // A NUL ends the field, whatever follows it.
            if rest == 0 { break }
            if rest != 0x20 { return nil }
            index += 1
        }
        return value
    }

    /// Two's complement, big endian; the highest bit of the first byte is only the marker.
    private func base256(_ offset: Int, _ length: Int) -> Int64? {
        let isNegative = unsafe bytes[offset] & 0x40 != 0
        var value: Int64 = isNegative ? -1 : 0
        for index in 0..<length {
            var byte = unsafe bytes[offset + index]
            if index == 0 { byte = isNegative ? byte | 0x80 : byte & 0x7f }
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 256)
            if overflow { return nil }
            value = shifted | Int64(byte)
        }
        return value
    }
}
