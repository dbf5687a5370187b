import Linux

/// Everything that can be told of a tree of files, one line each, for comparing what two engines unpacked.
package struct TreeListing {
    /// By path, sorted: kind, permissions, owner, time, and what belongs to the kind; then the extended attributes.
    package private(set) var lines: [String] = []
    private var seen: [Identity: String] = [:]

    private struct Identity: Hashable { let device, inode: UInt64 }

    package init(of root: String) throws {
        try add(ByteName(Array(root.utf8)), shown: ".")
    }

    private mutating func add(_ path: ByteName, shown: String) throws {
        let status = try status(of: path, followingLinks: false)
        var line = "\(shown) \(status.kind) \(String(status.permissions, radix: 8)) \(status.user):\(status.group) "
        line += "\(status.modified.seconds).\(status.modified.nanoseconds)"
        switch status.kind {
        case .directory: break
        case .symlink: line += " -> \(Self.text(try readSymlink(path).bytes))"
        case .characterDevice, .blockDevice: line += " \(status.deviceMajor):\(status.deviceMinor)"
        case .file:
            let identity = Identity(device: status.device, inode: status.inode)
            if status.links > 1, let first = seen[identity] { line += " is \(first)" } else { seen[identity] = shown }
            // How many there are is not told: overlayfs counts those that a layer above hides.
            line += " \(status.size) bytes, \(try Self.hash(path))"
        default: break
        }
        for name in try extendedAttributeNames(of: path).map({ Self.text($0.bytes) }).sorted() {
            line += " \(name)=\(Self.text(try extendedAttribute(name, of: path) ?? []))"
        }
        lines.append(line)
        guard status.kind == .directory else { return }
        let entries = try open(path, [.readOnly, .directory, .noFollow]).entries().map(\.name)
        for name in entries.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) })
        where name.bytes != [0x2e] && name.bytes != [0x2e, 0x2e] {
            try add(ByteName(path.bytes + [0x2f] + name.bytes), shown: "\(shown)/\(Self.text(name.bytes))")
        }
    }

    private static func hash(_ path: ByteName) throws -> String {
        let file = try open(path, [.readOnly, .noFollow])
        var value: UInt64 = 0xcbf2_9ce4_8422_2325
        while true {
            let bytes = try file.read(upTo: 1 << 20)
            if bytes.isEmpty { return String(value, radix: 16) }
            // By words: these trees are compared by test builds that are not optimised.
            unsafe bytes.withUnsafeBytes { bytes in
                for index in stride(from: 0, to: bytes.count & ~7, by: 8) {
                    value = (value ^ (unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))) &* 0x100_0000_01b3
                    value ^= value >> 29
                }
                for index in (bytes.count & ~7)..<bytes.count { value = (value ^ UInt64(unsafe bytes[index])) &* 0x100_0000_01b3 }
            }
        }
    }

    /// Bytes as they are where they are plain ASCII, else escaped.
    private static func text(_ bytes: [UInt8]) -> String {
        var text = ""
        for byte in bytes {
            if byte > 0x20, byte < 0x7f, byte != 0x5c {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return text
    }

    /// Lines that only one of two listings has; those of the first begin with `-`, those of the other with `+`.
    package func difference(to other: TreeListing) -> [String] {
        let (own, others) = (Set(lines), Set(other.lines))
        return lines.filter { !others.contains($0) }.map { "- \($0)" } + other.lines.filter { !own.contains($0) }.map { "+ \($0)" }
    }
}
