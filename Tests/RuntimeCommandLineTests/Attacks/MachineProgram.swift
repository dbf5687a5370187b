/// Small programs for x86-64, made of instructions: what they call, and through which gate, is no library's choice.
struct MachineProgram {
    /// Below 4 GiB, so that calls with 32-bit addresses reach it.
    private static let base: UInt32 = 0x40_0000
    private static let headers: UInt32 = 120

    /// The file, with a page to write to behind it.
    let bytes: [UInt8]

    private init(code: (_ text: UInt32, _ room: UInt32) -> [UInt8], text: String) {
        // the addresses are as long whatever they are
        let size = UInt32(code(0, 0).count)
        let at = Self.base + Self.headers + size
        let data = Array(text.utf8) + [0]
        let length = UInt64(Self.headers + size) + UInt64(data.count)
        var file: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
        file += Self.two(2) + Self.two(62) + Self.four(1) + Self.eight(UInt64(Self.base + Self.headers))
        file += Self.eight(64) + Self.eight(0) + Self.four(0) + Self.two(64) + Self.two(56) + Self.two(1)
        file += Self.two(0) + Self.two(0) + Self.two(0)
        // one segment to read, write and execute
        file += Self.four(1) + Self.four(7) + Self.eight(0) + Self.eight(UInt64(Self.base)) + Self.eight(UInt64(Self.base))
        file += Self.eight(length) + Self.eight(length + 4096) + Self.eight(4096)
        bytes = file + code(at, at + UInt32(data.count)) + data
    }

    /// Ends with the number of the error, or 0.
    private static let endWithError: [UInt8] = [0xf7, 0xd8, 0x89, 0xc7, 0xb8, 60, 0, 0, 0, 0x0f, 0x05]

    /// Makes a directory through the gate of 32-bit programs: mkdir(2) is 39 there.
    static func makeDirectoryBy32Bit(_ path: String) -> MachineProgram {
        MachineProgram(
            code: { text, _ in
                [0xbb] + four(text) + [0xb9] + four(0o755) + [0xb8] + four(39) + [0xcd, 0x80] + endWithError
            }, text: path)
    }

    /// The same as a call of x32: mkdir(2) is 83, with the bit.
    static func makeDirectoryByX32(_ path: String) -> MachineProgram {
        MachineProgram(
            code: { text, _ in
                [0xbf] + four(text) + [0xbe] + four(0o755) + [0xb8] + four(0x4000_0000 | 83) + [0x0f, 0x05] + endWithError
            }, text: path)
    }

    /// Prints what the kernel says of the session's keyring (keyctl(2), `KEYCTL_DESCRIBE`).
    static let describeKeyring = MachineProgram(
        code: { _, room in
            [0xb8] + four(250) + [0xbf] + four(6) + [0x48, 0xc7, 0xc6, 0xfd, 0xff, 0xff, 0xff] + [0xba] + four(room)
                + [0x41, 0xba] + four(256) + [0x0f, 0x05]
                + [0x89, 0xc2, 0xbf] + four(1) + [0xbe] + four(room) + [0xb8] + four(1) + [0x0f, 0x05]
                + [0x31, 0xff, 0xb8] + four(60) + [0x0f, 0x05]
        }, text: "")

    private static func two(_ number: UInt16) -> [UInt8] { [UInt8(number & 0xff), UInt8(number >> 8)] }
    private static func four(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(number >> (8 * $0) & 0xff) } }
    private static func eight(_ number: UInt64) -> [UInt8] { (0..<8).map { UInt8(number >> (8 * $0) & 0xff) } }

    static var runsHere: Bool {
        #if arch(x86_64)
            true
        #else
            false
        #endif
    }
}
