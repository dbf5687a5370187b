internal import Linux

/// A small record of the store: lines of a key and a value, under one header line that tells when it is torn.
///
/// `apus-KIND 1 LENGTH CHECKSUM BOOT-ID`, then the lines. A rename is no barrier: after a power cut a renamed file may be
/// empty or short, so every record carries its own length, a checksum and the boot in which it was written.
struct RecordText {
    /// All lines, each with its line break at the end.
    private var body: [UInt8] = []
    private var lines: [(start: Int, space: Int, end: Int)] = []

    init() {}

    mutating func add(_ key: String, _ value: String) {
        let start = body.count
        body += key.utf8
        body.append(0x20)
        // A line break in a value would forge a line.
        body += value.utf8.map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 }
        lines.append((start, start + key.utf8.count, body.count))
        body.append(0x0a)
    }

    subscript(_ key: String) -> String? {
        let length = key.utf8.count
        for (start, space, end) in lines where space - start == length && body[start..<space].elementsEqual(key.utf8) {
            return String(decoding: body[min(space + 1, end)..<end], as: UTF8.self)
        }
        return nil
    }

    func bytes(kind: String) -> [UInt8] {
        Array("apus-\(kind) 1 \(body.count) \(Self.checksum(body[...])) \(BootIdentity.current)\n".utf8) + body
    }

    enum Fault: Error, Hashable {
        case torn(String)
        case newerVersion(String)
    }

    init(parsing bytes: [UInt8], kind: String) throws(Fault) {
        guard let end = bytes.firstIndex(of: 0x0a) else { throw .torn("it has no header line") }
        let words = Self.words(bytes[..<end])
        guard words.count == 5, words[0].elementsEqual("apus-\(kind)".utf8) else {
            throw .torn("its header line is not that of a record of kind \(kind)")
        }
        guard words[1].elementsEqual([0x31]) else {
            throw .newerVersion(String(decoding: words[1], as: UTF8.self))
        }
        let body = bytes[(end + 1)...]
        guard let length = Int(String(decoding: words[2], as: UTF8.self)), length == body.count else {
            throw .torn("its length is not the one in its header")
        }
        guard words[3].elementsEqual(Self.checksum(body).utf8) else { throw .torn("its checksum does not match") }
        self.body = Array(body)
        var start = 0
        var space: Int?
        for index in self.body.indices {
            switch self.body[index] {
            case 0x20: if space == nil { space = index }
            case 0x0a:
                if index > start { lines.append((start, space ?? index, index)) }
                start = index + 1
                space = nil
            default: continue
            }
        }
        if start < self.body.count { lines.append((start, space ?? self.body.count, self.body.count)) }
    }

    /// What lies between blanks. Lists of images read thousands of such lines.
    private static func words(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var words: [ArraySlice<UInt8>] = []
        words.reserveCapacity(5)
        var start = line.startIndex
        for index in line.indices where line[index] == 0x20 {
            if index > start { words.append(line[start..<index]) }
            start = index + 1
        }
        if line.endIndex > start { words.append(line[start...]) }
        return words
    }

    /// The boot that the header names, as far as it can be read.
    static func bootIdentity(of bytes: [UInt8]) -> String? {
        guard let end = bytes.firstIndex(of: 0x0a) else { return nil }
        let words = bytes[..<end].split(separator: 0x20)
        return words.count == 5 ? String(decoding: words[4], as: UTF8.self) : nil
    }

    /// FNV-1a in 64 bits: finds torn records, is no defence against forgery.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> String {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
