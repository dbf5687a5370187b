internal import Linux

/// A layer's archive without the contents of its files, which are in the layer's tree: enough to write the very same
/// bytes again. What docker and podman keep as "tar-split".
///
/// A plain archive that was loaded, imported or committed need not be kept beside its tree: most of it would be there
/// twice. The file `outline` of a layer holds the bytes between the contents, then this index, then a trailer.
struct OutlineIndex {
    enum Segment: Equatable {
        /// Bytes of the outline itself, and where they start there.
        case literal(offset: Int64, count: Int64)
        /// The whole contents of a file of the tree.
        case file(path: [UInt8], count: Int64)
    }

    var segments: [Segment] = []

    static let fileName = "outline"
    private static let magic = Array("apusout1".utf8)
    private static let trailerSize = 32

    /// Bytes of the archive.
    var archiveSize: Int64 {
        segments.reduce(0) {
            switch $1 {
            case .literal(_, let count), .file(_, let count): $0 + count
            }
        }
    }

    // MARK: Bytes

    /// The index and the trailer, to be written behind `literals` bytes.
    func bytes(after literals: Int64) -> [UInt8] {
        var bytes: [UInt8] = []
        for segment in segments {
            switch segment {
            case .literal(let offset, let count):
                bytes.append(0)
                Self.put(UInt64(count), &bytes)
                Self.put(UInt64(offset), &bytes)
            case .file(let path, let count):
                bytes.append(1)
                Self.put(UInt64(count), &bytes)
                Self.put(UInt64(path.count), &bytes)
                bytes += path
            }
        }
        let length = UInt64(bytes.count)
        let sum = Self.checksum(bytes)
        Self.put(UInt64(literals), &bytes)
        Self.put(length, &bytes)
        Self.put(sum, &bytes)
        return bytes + Self.magic
    }

    /// Reads the index of an outline; nil when it is torn.
    init?(of file: borrowing Descriptor) throws(SystemCallError) {
        let size = try file.status().size
        guard size >= Int64(Self.trailerSize) else { return nil }
        try file.seek(to: size - Int64(Self.trailerSize))
        let trailer = try file.read(upTo: Self.trailerSize)
        guard trailer.count == Self.trailerSize, Array(trailer[24...]) == Self.magic else { return nil }
        let literals = Self.number(trailer[...], 0)
        let length = Self.number(trailer[...], 8)
        guard literals <= UInt64(size), length <= UInt64(size),
            literals + length + UInt64(Self.trailerSize) == UInt64(size)
        else { return nil }
        try file.seek(to: Int64(literals))
        var bytes: [UInt8] = []
        while bytes.count < Int(length) {
            let more = try file.read(upTo: Int(length) - bytes.count)
            if more.isEmpty { return nil }
            bytes += more
        }
        guard Self.checksum(bytes) == Self.number(trailer[...], 16) else { return nil }
        guard parse(bytes[...]) else { return nil }
    }

    init() {}

    private mutating func parse(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while let kind = rest.popFirst() {
            guard rest.count >= 16 else { return false }
            let count = Self.number(rest, 0)
            let length = Self.number(rest, 8)
            rest = rest.dropFirst(16)
            guard count <= UInt64(Int64.max), length <= UInt64(Int64.max) else { return false }
            if kind == 0 {
                segments.append(.literal(offset: Int64(length), count: Int64(count)))
                continue
            }
            guard kind == 1, length <= UInt64(rest.count) else { return false }
            segments.append(.file(path: Array(rest.prefix(Int(length))), count: Int64(count)))
            rest = rest.dropFirst(Int(length))
        }
        return true
    }

    private static func put(_ number: UInt64, _ bytes: inout [UInt8]) {
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift))) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>, _ at: Int) -> UInt64 {
        var number: UInt64 = 0
        for index in 0..<8 { number |= UInt64(bytes[bytes.startIndex + at + index]) << UInt64(8 * index) }
        return number
    }

    /// FNV-1a: finds what is torn; whether the blob is right its digest tells.
    private static func checksum(_ bytes: [UInt8]) -> UInt64 {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return value
    }
}
