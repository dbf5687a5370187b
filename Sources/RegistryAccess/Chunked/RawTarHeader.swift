internal import Archives
internal import Linux

/// What the bytes of an entry's headers say beside what their reader makes of them: zstd:chunked wants both to be the same for
/// readers of another make.
struct RawTarHeader {
    /// With the bits for the kind of file, where the writer put them there.
    let mode: Int64
    let deviceMajor: Int64
    let deviceMinor: Int64

    /// - Parameter bytes: the headers of the entry, the last of which is its own.
    init(_ bytes: [UInt8], of entry: TarEntry) throws(PackingFailure) {
        func refusal(_ words: String) -> PackingFailure { .unsuitable("\(entry.name.display): \(words)") }
        guard bytes.count >= 512 else { throw refusal("its header is not whole") }
        // The header of a global record comes alone for other readers.
        guard bytes[156] != UInt8(ascii: "g") else { throw refusal("global records stand before it") }
        let block = Array(bytes.suffix(512))
        func number(_ place: Int, _ size: Int) throws(PackingFailure) -> Int64 {
            var value: Int64 = 0
            for byte in block[place..<(place + size)] where byte != 0 && byte != 0x20 {
                guard (0x30...0x37).contains(byte), value < 1 << 56 else { throw refusal("a number in its header is not octal") }
                value = value << 3 | Int64(byte - 0x30)
            }
            return value
        }
        mode = try number(100, 8)
        let isPlain = block[257..<262].elementsEqual("ustar".utf8)
        deviceMajor = isPlain ? try number(329, 8) : 0
        deviceMinor = isPlain ? try number(337, 8) : 0
        if isPlain, block[262] == 0x20, block[345] != 0 { throw refusal("its header has times in the form of GNU") }
        if entry.kind != .file, try number(124, 12) != 0 { throw refusal("it has a size and is no file") }
    }
}
