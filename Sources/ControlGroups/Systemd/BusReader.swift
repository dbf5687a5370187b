/// Reads values as D-Bus puts them on the wire, little-endian.
struct BusReader {
    private let bytes: [UInt8]
    private(set) var place: Int

    init(_ bytes: [UInt8], at place: Int = 0) {
        self.bytes = bytes
        self.place = place
    }

    mutating func align(_ size: Int) { place = (place + size - 1) / size * size }

    mutating func byte() -> UInt8? {
        guard place < bytes.count else { return nil }
        place += 1
        return bytes[place - 1]
    }

    mutating func number() -> UInt32? {
        align(4)
        guard place + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for index in 0..<4 { value |= UInt32(bytes[place + index]) << UInt32(8 * index) }
        place += 4
        return value
    }

    /// A string or the path of an object.
    mutating func text() -> String? {
        guard let count = number() else { return nil }
        return text(Int(count))
    }

    mutating func signature() -> String? {
        guard let count = byte() else { return nil }
        return text(Int(count))
    }

    private mutating func text(_ count: Int) -> String? {
        guard count <= bytes.count - place - 1, bytes[place + count] == 0 else { return nil }
        let text = String(decoding: bytes[place..<(place + count)], as: UTF8.self)
        place += count + 1
        return text
    }
}
