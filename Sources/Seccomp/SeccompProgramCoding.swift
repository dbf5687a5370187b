extension SeccompProgram {
    /// The first bytes of an encoded program; the last is the version of the form. Programs of running containers are read
    /// after an upgrade too.
    private static let mark: [UInt8] = Array("apusbpf\u{2}".utf8)

    /// Rises whenever the compiler would make another filter of the same profile, so that no stale one is taken for it.
    public static var compilerVersion: UInt64 { 3 }

    /// The program as bytes, to be kept with its container and by the content of its profile.
    public func encoded() -> [UInt8] {
        var bytes = Self.mark
        bytes.reserveCapacity(24 + 8 * instructions.count)
        Self.append(UInt64(flags.rawValue) | (needsListener ? 1 << 32 : 0), to: &bytes)
        Self.append(checksum, to: &bytes)
        for instruction in instructions { Self.append(instruction.packed, to: &bytes) }
        return bytes
    }

    /// The program in the bytes, or nil when they are cut off, damaged or of another version.
    public init?(encoded bytes: [UInt8]) {
        guard bytes.count > 24, bytes.count % 8 == 0, bytes.count <= 24 + 8 * 4096, bytes.starts(with: Self.mark)
        else { return nil }
        let settings = Self.number(in: bytes, at: 8)
        var instructions: [FilterInstruction] = []
        instructions.reserveCapacity(bytes.count / 8 - 3)
        var at = 24
        while at < bytes.count {
            instructions.append(FilterInstruction(packed: Self.number(in: bytes, at: at)))
            at += 8
        }
        self.init(
            instructions: instructions, flags: FilterFlags(rawValue: UInt32(truncatingIfNeeded: settings)),
            needsListener: settings >> 32 == 1)
        guard checksum == Self.number(in: bytes, at: 16) else { return nil }
    }

    /// Whether an encoded program asks a listener, without reading all of it.
    public static func needsListener(encoded bytes: [UInt8]) -> Bool { bytes.count > 12 && bytes[12] & 1 != 0 }

    /// FNV-1a over settings and instructions: it finds damage, not malice; the cache's directory is its owner's.
    private var checksum: UInt64 {
        var sum: UInt64 = 0xcbf2_9ce4_8422_2325
        sum = (sum ^ UInt64(flags.rawValue)) &* 0x100_0000_01b3
        sum = (sum ^ (needsListener ? 1 : 0)) &* 0x100_0000_01b3
        for instruction in instructions {
            sum = (sum ^ (instruction.packed & 0xffff_ffff)) &* 0x100_0000_01b3
            sum = (sum ^ (instruction.packed >> 32)) &* 0x100_0000_01b3
        }
        return sum
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * shift))) }
    }

    private static func number(in bytes: [UInt8], at offset: Int) -> UInt64 {
        var number: UInt64 = 0
        for shift in 0..<8 { number |= UInt64(bytes[offset + shift]) << UInt64(8 * shift) }
        return number
    }
}
