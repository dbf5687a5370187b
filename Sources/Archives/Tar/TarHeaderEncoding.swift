internal import Linux

/// The header blocks of one entry: ustar, with a PAX header before it for what ustar cannot say.
struct TarHeaderEncoding {
    private var entry: TarEntry
    private var block = [UInt8](repeating: 0, count: TarHeaderBlock.size)
    private var records: [(key: [UInt8], value: [UInt8])] = []
    /// The blocks to write: PAX header, ustar header, map of a sparse file.
    private(set) var headers: [UInt8] = []
    /// Bytes of contents that follow the headers, and bytes that the size field tells.
    private(set) var contentSize: Int64 = 0
    private(set) var packedSize: Int64 = 0

    init(_ entry: TarEntry) { self.entry = entry }

    mutating func encode() throws(ArchiveError) {
        guard !entry.name.bytes.isEmpty, !entry.name.hasNUL, !entry.linkTarget.hasNUL else {
            throw malformed("the name is empty or holds a NUL byte")
        }
        if let segments = entry.segments, segments.dropLast().contains(where: { $0.length & 511 != 0 }) {
            // Readers differ: GNU tar takes every segment to be padded to whole blocks, Go takes none to be.
            throw malformed("a sparse segment that is not the last is not a multiple of 512 bytes")
        }
        let map = sparseMap()
        var name = entry.name.bytes
        if entry.kind == .directory, name.last != 0x2f { name.append(0x2f) }
        if map != nil {
            record("GNU.sparse.name", name)
            name = Array("GNUSparseFile.0/".utf8) + name.suffix(while: { $0 != 0x2f })
        }
        try putName(name)
        if entry.linkTarget.bytes.count <= 100 {
            put(entry.linkTarget.bytes, at: 157)
        } else {
            record("linkpath", entry.linkTarget.bytes)
            put(Array(entry.linkTarget.bytes.prefix(100)), at: 157)
        }
        put(number: Int64(entry.permissions & 0o7777), at: 100, length: 8, key: nil)
        put(number: Int64(entry.user), at: 108, length: 8, key: "uid")
        put(number: Int64(entry.group), at: 116, length: 8, key: "gid")
        putContentSize(map)
        putTimes()
        block[156] = try flag()
        put(Array("ustar".utf8), at: 257)
        put(Array("00".utf8), at: 263)
        putOwnerName(entry.userName.bytes, at: 265, key: "uname")
        putOwnerName(entry.groupName.bytes, at: 297, key: "gname")
        if entry.kind == .characterDevice || entry.kind == .blockDevice {
            guard entry.deviceMajor <= 0o7777777, entry.deviceMinor <= 0o7777777 else {
                throw malformed("the device number \(entry.deviceMajor):\(entry.deviceMinor) does not fit a tar header")
            }
            put(number: Int64(entry.deviceMajor), at: 329, length: 8, key: nil)
            put(number: Int64(entry.deviceMinor), at: 337, length: 8, key: nil)
        }
        for attribute in entry.extendedAttributes {
            guard !attribute.name.bytes.contains(0x3d) else {
                throw malformed("the attribute name '\(attribute.name.display)' holds '='")
            }
            records.append((Array("SCHILY.xattr.".utf8) + attribute.name.bytes, attribute.value))
        }
        Self.putChecksum(&block)
        headers = paxHeader() + block + (map ?? [])
    }

    private func malformed(_ words: String) -> ArchiveError { ArchiveError(.malformed, "", cause: words) }

    private mutating func record(_ key: String, _ value: [UInt8]) { records.append((Array(key.utf8), value)) }

    private mutating func put(_ bytes: [UInt8], at offset: Int) {
        block.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }

    /// Octal digits and a NUL, or a PAX record when they do not fit.
    private mutating func put(number: Int64, at offset: Int, length: Int, key: String?) {
        let fits = number >= 0 && number < 1 << Int64(3 * (length - 1))
        if !fits, let key { record(key, Array(String(number).utf8)) }
        var rest = fits ? number : 0
        for index in stride(from: offset + length - 2, through: offset, by: -1) {
            block[index] = 0x30 + UInt8(rest & 7)
            rest >>= 3
        }
    }

    private mutating func putName(_ name: [UInt8]) throws(ArchiveError) {
        if name.count <= 100 { return put(name, at: 0) }
        // ustar: at most 155 bytes before a slash and 100 after it
        let last = name.last == 0x2f ? name.count - 2 : name.count - 1
        if name.count <= 256, let slash = name[...min(last, 155)].lastIndex(of: 0x2f), slash > 0,
            name.count - slash - 1 <= 100
        {
            put(Array(name[..<slash]), at: 345)
            return put(Array(name[(slash + 1)...]), at: 0)
        }
        if !isUTF8(name) { record("hdrcharset", Array("BINARY".utf8)) }
        if !records.contains(where: { $0.key.elementsEqual("GNU.sparse.name".utf8) }) { record("path", name) }
        put(Array(name.prefix(100)), at: 0)
    }

    private mutating func putOwnerName(_ name: [UInt8], at offset: Int, key: String) {
        if name.count < 32 { return put(name, at: offset) }
        record(key, name)
    }

    private mutating func putTimes() {
        let time = entry.modified
        put(
            number: time.nanoseconds == 0 ? time.seconds : max(0, time.seconds), at: 136, length: 12,
            key: time.nanoseconds == 0 ? "mtime" : nil)
        if time.nanoseconds != 0 { record("mtime", Self.text(time)) }
        if let accessed = entry.accessed { record("atime", Self.text(accessed)) }
        if let changed = entry.changed { record("ctime", Self.text(changed)) }
    }

    private mutating func putContentSize(_ map: [UInt8]?) {
        if entry.kind == .file {
            contentSize = entry.segments.map { $0.reduce(0) { $0 + $1.length } } ?? entry.size
            packedSize = contentSize + Int64(map?.count ?? 0)
        }
        put(number: packedSize, at: 124, length: 12, key: "size")
    }

    /// The map in front of the data of a sparse file, and the records that tell of it.
    private mutating func sparseMap() -> [UInt8]? {
        guard entry.kind == .file, var segments = entry.segments else { return nil }
        record("GNU.sparse.major", [0x31])
        record("GNU.sparse.minor", [0x30])
        record("GNU.sparse.realsize", Array(String(entry.size).utf8))
        // GNU tar wants an empty segment at the end of a file that ends in a hole.
        if (segments.last.map { $0.offset + $0.length } ?? 0) < entry.size {
            segments.append(SparseSegment(offset: entry.size, length: 0))
        }
        var map = Array("\(segments.count)\n".utf8)
        for segment in segments { map += Array("\(segment.offset)\n\(segment.length)\n".utf8) }
        map += [UInt8](repeating: 0, count: -map.count & 511)
        return map
    }

    private func flag() throws(ArchiveError) -> UInt8 {
        switch entry.kind {
        case .file: 0x30
        case .hardLink: 0x31
        case .symlink: 0x32
        case .characterDevice: 0x33
        case .blockDevice: 0x34
        case .directory: 0x35
        case .fifo: 0x36
        case .other(let flag): throw malformed("entries of type \(flag) cannot be written")
        }
    }

    /// The PAX header and its records in the order of their keys; empty when there are none.
    private func paxHeader() -> [UInt8] {
        if records.isEmpty { return [] }
        var text: [UInt8] = []
        let sorted = records.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        for (key, value) in sorted {
            // The length counts its own digits: two rounds settle it.
            let rest = key.count + value.count + 3
            var length = rest + String(rest).utf8.count
            length = rest + String(length).utf8.count
            text += Array("\(length) ".utf8) + key + [0x3d] + value + [0x0a]
        }
        var header = [UInt8](repeating: 0, count: TarHeaderBlock.size)
        let name = Array("PaxHeaders.0/".utf8) + entry.name.bytes.suffix(while: { $0 != 0x2f })
        header.replaceSubrange(0..<min(100, name.count), with: name.prefix(100))
        for offset in [100, 108, 116] { header.replaceSubrange(offset..<(offset + 7), with: "0000000".utf8) }
        header.replaceSubrange(136..<147, with: "00000000000".utf8)
        var digits = text.count
        for index in stride(from: 134, through: 124, by: -1) {
            header[index] = 0x30 + UInt8(digits & 7)
            digits >>= 3
        }
        header[156] = 0x78
        header.replaceSubrange(257..<262, with: "ustar".utf8)
        header.replaceSubrange(263..<265, with: "00".utf8)
        Self.putChecksum(&header)
        return header + text + [UInt8](repeating: 0, count: -text.count & 511)
    }

    private static func putChecksum(_ header: inout [UInt8]) {
        for index in 148..<156 { header[index] = 0x20 }
        var sum = 0
        for byte in header { sum += Int(byte) }
        for index in stride(from: 153, through: 148, by: -1) {
            header[index] = 0x30 + UInt8(sum & 7)
            sum >>= 3
        }
        header[154] = 0
    }

    /// Seconds with a fraction; a negative time is a whole number of seconds down and a fraction up.
    private static func text(_ time: FileStatus.Time) -> [UInt8] {
        if time.nanoseconds == 0 { return Array(String(time.seconds).utf8) }
        var (seconds, nanoseconds) = (time.seconds, time.nanoseconds)
        var sign = ""
        if seconds < 0 {
            sign = "-"
            seconds = -(seconds + 1)
            nanoseconds = 1_000_000_000 - nanoseconds
        }
        var fraction = String(nanoseconds)
        fraction = String(repeating: "0", count: 9 - fraction.utf8.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return Array("\(sign)\(seconds).\(fraction)".utf8)
    }

    private func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }
}

extension Array where Element == UInt8 {
    /// The longest end of which every byte satisfies the condition.
    fileprivate func suffix(while holds: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var start = endIndex
        while start > startIndex, holds(self[start - 1]) { start -= 1 }
        return self[start...]
    }
}
