/// The first line of a record: `apus-record VERSION LENGTH CRC32C BOOT-ID`. Read byte by byte: `ps` reads two a container.
struct RecordHeader {
    private(set) var version = 0
    /// Bytes of the value that follows.
    private(set) var length = 0
    private(set) var checksum: UInt32 = 0
    private let boot: ArraySlice<UInt8>

    var bootID: String { String(decoding: boot, as: UTF8.self) }

    /// Nil for a line of another form.
    init?(_ line: ArraySlice<UInt8>) {
        var rest = line
        func word() -> ArraySlice<UInt8> {
            let end = rest.firstIndex(of: 32) ?? rest.endIndex
            let word = rest[..<end]
            rest = rest[min(end + 1, rest.endIndex)...]
            return word
        }
        guard word().elementsEqual(RecordFile.magic.utf8), let version = Self.number(word()),
            let length = Self.number(word()), let checksum = Self.hexadecimal(word())
        else { return nil }
        (self.version, self.length, self.checksum) = (version, length, checksum)
        boot = word()
        if boot.isEmpty || !rest.isEmpty { return nil }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...9).contains(digits.count) else { return nil }
        var value = 0
        for digit in digits {
            guard (48...57).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 48)
        }
        return value
    }

    /// Eight digits, as they are written.
    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt32? {
        guard digits.count == 8 else { return nil }
        var value: UInt32 = 0
        for digit in digits {
            switch digit {
            case 48...57: value = value << 4 | UInt32(digit - 48)
            case 97...102: value = value << 4 | UInt32(digit - 87)
            default: return nil
            }
        }
        return value
    }
}
