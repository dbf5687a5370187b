internal import Linux

/// The records of one PAX extended header (pax(1), POSIX.1-2001) that mean something to us.
struct PaxRecords {
    var path: [UInt8]?
    var linkPath: [UInt8]?
    var size: Int64?
    var user: Int64?
    var group: Int64?
    var userName: [UInt8]?
    var groupName: [UInt8]?
    var modified: FileStatus.Time?
    var accessed: FileStatus.Time?
    var changed: FileStatus.Time?
    var extendedAttributes: [ExtendedAttribute] = []
    var sparse = PaxSparse()

    /// What GNU tar says of a sparse file in PAX records; the three versions differ (GNU tar manual, "Sparse Formats").
    struct PaxSparse {
        var major: Int64?
        var minor: Int64?
        var name: [UInt8]?
        /// `GNU.sparse.size` (0.0, 0.1) or `GNU.sparse.realsize` (1.0).
        var realSize: Int64?
        var numberOfBlocks: Int64?
        /// Offsets and lengths in turn.
        var map: [Int64] = []
        var isUsed = false
    }

    /// Reads `"<length> <key>=<value>\n"` again and again; a later record of the same key wins.
    /// - Returns: nil, or the words for what is wrong.
    mutating func parse(_ bytes: [UInt8], limits: TarLimits) -> String? {
        var at = 0
        while at < bytes.count {
            // Padding after the last record is tolerated, as other readers do.
            if bytes[at] == 0 { return bytes[at...].allSatisfy({ $0 == 0 }) ? nil : "a PAX record starts with NUL" }
            var length = 0
            var cursor = at
            while cursor < bytes.count, bytes[cursor] >= 0x30, bytes[cursor] <= 0x39, length < 1 << 30 {
                length = length * 10 + Int(bytes[cursor] - 0x30)
                cursor += 1
            }
            let end = at + length
            guard cursor > at, cursor < bytes.count, bytes[cursor] == 0x20, end <= bytes.count, end > cursor + 2,
                bytes[end - 1] == 0x0a
            else { return "a PAX record at byte \(at) of its header has a wrong length" }
            let record = bytes[(cursor + 1)..<(end - 1)]
            guard let equals = record.firstIndex(of: 0x3d), equals > record.startIndex else {
                return "a PAX record at byte \(at) of its header has no key"
            }
            if let wrong = take(record[..<equals], record[(equals + 1)...], limits: limits) { return wrong }
            at = end
        }
        return nil
    }

    private mutating func take(
        _ key: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>, limits: TarLimits
    ) -> String? {
        let name = String(decoding: key, as: UTF8.self)
        func wrong() -> String { "the PAX record '\(name)' has a value that is not valid" }
        switch name {
        case "path", "linkpath", "uname", "gname", "GNU.sparse.name":
            if value.contains(0) { return wrong() }
            let text = Array(value)
            switch name {
            case "path": path = text
            case "linkpath": linkPath = text
            case "uname": userName = text
            case "gname": groupName = text
            default: sparse.name = text
            }
        case "size", "uid", "gid":
            // An empty value takes back what an earlier header said.
            let number = value.isEmpty ? nil : paxNumber(value)
            if number == nil && !value.isEmpty { return wrong() }
            if name == "size" { size = number } else if name == "uid" { user = number } else { group = number }
        case "mtime", "atime", "ctime":
            let time = value.isEmpty ? nil : paxTime(value)
            if time == nil && !value.isEmpty { return wrong() }
            if name == "mtime" { modified = time } else if name == "atime" { accessed = time } else { changed = time }
        default:
            if name.hasPrefix("SCHILY.xattr.") {
                setAttribute(key.dropFirst(13), Array(value))
            } else if name.hasPrefix("LIBARCHIVE.xattr.") {
                // Name percent-encoded, value base64; written beside SCHILY.xattr, which wins as it cannot be mangled.
                guard let decoded = decodeBase64(value) else { return wrong() }
                let attribute = ByteName(percentDecoded(key.dropFirst(17)))
                if !extendedAttributes.contains(where: { $0.name == attribute }) {
                    setAttribute(attribute.bytes[...], decoded)
                }
            } else if name.hasPrefix("GNU.sparse.") {
                sparse.isUsed = true
                if !sparse.take(name.dropFirst(11), value, limits: limits) { return wrong() }
            }
        }
        return nil
    }

    private mutating func setAttribute(_ key: ArraySlice<UInt8>, _ value: [UInt8]) {
        let name = ByteName(key)
        if let index = extendedAttributes.firstIndex(where: { $0.name == name }) {
            extendedAttributes[index].value = value
        } else {
            extendedAttributes.append(ExtendedAttribute(name: name, value: value))
        }
    }
}

extension PaxRecords.PaxSparse {
    /// Takes one `GNU.sparse.` record; false when its value is not valid.
    mutating func take(_ key: Substring, _ value: ArraySlice<UInt8>, limits: TarLimits) -> Bool {
        if key == "map" {
            map = []
            if value.isEmpty { return true }
            for part in value.split(separator: 0x2c, omittingEmptySubsequences: false) {
                guard let number = paxNumber(part), map.count < limits.sparseSegments * 2 else { return false }
                map.append(number)
            }
            return map.count % 2 == 0
        }
        if key == "name" { return true }
        guard let number = paxNumber(value) else { return false }
        switch key {
        case "major": major = number
        case "minor": minor = number
        case "size", "realsize": realSize = number
        case "numblocks": numberOfBlocks = number
        case "offset":
            guard map.count % 2 == 0, map.count < limits.sparseSegments * 2 else { return false }
            map.append(number)
        case "numbytes":
            guard map.count % 2 == 1 else { return false }
            map.append(number)
        default: break
        }
        return true
    }
}

/// A decimal number of a PAX record that is not negative.
func paxNumber(_ text: ArraySlice<UInt8>) -> Int64? {
    guard !text.isEmpty, text.count <= 19 else { return nil }
    var value: Int64 = 0
    for byte in text {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(Int64(byte - 0x30))
        if overflow || carry { return nil }
        value = sum
    }
    return value
}

/// Seconds since 1970 with an optional sign and fraction; digits after the ninth are cut off.
func paxTime(_ text: ArraySlice<UInt8>) -> FileStatus.Time? {
    let isNegative = text.first == 0x2d
    let parts = text.dropFirst(isNegative ? 1 : 0).split(
        separator: 0x2e, maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, var seconds = paxNumber(whole) else { return nil }
    var nanoseconds: Int64 = 0
    if parts.count == 2 {
        var scale: Int64 = 100_000_000
        for byte in parts[1] {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            nanoseconds += Int64(byte - 0x30) * scale
            scale /= 10
        }
    }
    if isNegative {
        seconds = -seconds
        if nanoseconds > 0 {
            seconds -= 1
            nanoseconds = 1_000_000_000 - nanoseconds
        }
    }
    return FileStatus.Time(seconds: seconds, nanoseconds: nanoseconds)
}

private func percentDecoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
        if text[index] == 0x25, index + 2 < text.endIndex, let high = hexDigit(text[index + 1]),
            let low = hexDigit(text[index + 2])
        {
            decoded.append(high << 4 | low)
            index += 3
        } else {
            decoded.append(text[index])
            index += 1
        }
    }
    return decoded
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
}

/// Base64 with or without padding (RFC 4648).
private func decodeBase64(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var decoded: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text {
        let value: UInt8
        switch byte {
        case 0x41...0x5a: value = byte - 0x41
        case 0x61...0x7a: value = byte - 0x61 + 26
        case 0x30...0x39: value = byte - 0x30 + 52
        case 0x2b: value = 62
        case 0x2f: value = 63
        case 0x3d, 0x0a: continue
        default: return nil
        }
        bits = bits << 6 | UInt32(value)
        count += 6
        if count >= 8 {
            count -= 8
            decoded.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
    }
    return decoded
}
