/// The parts of an image reference as the grammar of distribution/reference has them.
enum ReferenceGrammar {
    static func isLowerHexadecimal(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || byte &- 0x61 < 6 }
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    private static func isLower(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    /// A name of DNS, an IPv4 address, or an IPv6 address in brackets; with a port or without.
    static func isDomain(_ text: String) -> Bool {
        var host = text.utf8[...]
        if host.first == 0x5b {
            guard let end = host.firstIndex(of: 0x5d) else { return false }
            let address = host[host.index(after: host.startIndex)..<end]
            guard !address.isEmpty,
                address.allSatisfy({ isDigit($0) || ($0 | 0x20) &- 0x61 < 6 || $0 == 0x3a })
            else { return false }
            let rest = host[host.index(after: end)...]
            return rest.isEmpty || rest.first == 0x3a && isPort(rest.dropFirst())
        }
        if let colon = host.firstIndex(of: 0x3a) {
            guard isPort(host[host.index(after: colon)...]) else { return false }
            host = host[..<colon]
        }
        return host.split(separator: 0x2e, omittingEmptySubsequences: false).allSatisfy { component in
            guard let first = component.first, let last = component.last else { return false }
            return first != 0x2d && last != 0x2d
                && component.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2d }
        }
    }

    private static func isPort(_ text: Substring.UTF8View) -> Bool { !text.isEmpty && text.allSatisfy { isDigit($0) } }

    static func isPath(_ text: String) -> Bool {
        text.utf8.split(separator: 0x2f, omittingEmptySubsequences: false).allSatisfy { isPathComponent($0) }
    }

    /// Small letters and digits, between which a dot, one or two underscores, or any number of dashes may stand.
    private static func isPathComponent(_ text: Substring.UTF8View) -> Bool {
        var separator: [UInt8] = []
        var isInside = false
        for byte in text {
            if isLower(byte) || isDigit(byte) {
                guard separator.isEmpty || isInside && isSeparator(separator) else { return false }
                separator = []
                isInside = true
            } else {
                separator.append(byte)
                if separator.count > text.count { return false }
            }
        }
        return isInside && separator.isEmpty
    }

    private static func isSeparator(_ bytes: [UInt8]) -> Bool {
        bytes == [0x2e] || bytes == [0x5f] || bytes == [0x5f, 0x5f] || bytes.allSatisfy { $0 == 0x2d }
    }

    /// Up to 128 letters, digits, underscores, dots and dashes, the last two not first.
    static func isTag(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != 0x2e, first != 0x2d, text.utf8.count <= 128 else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x5f || $0 == 0x2e || $0 == 0x2d }
    }

    /// An algorithm, a colon and at least 32 hexadecimal digits.
    static func isDigest(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: 0x3a) else { return false }
        let hash = text.utf8[text.utf8.index(after: colon)...]
        guard hash.count >= 32, hash.allSatisfy({ isDigit($0) || ($0 | 0x20) &- 0x61 < 6 }) else { return false }
        let parts = text.utf8[..<colon].split(omittingEmptySubsequences: false) {
            $0 == 0x2b || $0 == 0x2e || $0 == 0x2d || $0 == 0x5f
        }
        return parts.allSatisfy { part in
            part.first.map { isLetter($0) } == true && part.allSatisfy { isLetter($0) || isDigit($0) }
        }
    }
}
