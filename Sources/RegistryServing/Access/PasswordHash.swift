internal import CCrypt

/// Passwords as bcrypt keeps them. This file is the one door to `crypt(3)`.
enum PasswordHash {
    /// Whether it is a hash of the kind that is taken: `$2a$`, `$2b$` or `$2y$`, two digits of cost, 53 of salt and hash.
    static func isBcrypt(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 60, ["$2a$", "$2b$", "$2y$"].contains(where: { text.hasPrefix($0) }) else { return false }
        guard let cost = Int(String(decoding: bytes[4..<6], as: UTF8.self)), (4...31).contains(cost), bytes[6] == 0x24 else { return false }
        return bytes[7...].allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 == 0x2e || $0 == 0x2f }
    }

    /// Takes as long as the cost of the hash wants it to. A password with a NUL in it is wrong.
    static func verify(_ password: String, against hash: String) -> Bool {
        if password.utf8.contains(0) { return false }
        let size = MemoryLayout<crypt_data>.size
        let scratch = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        defer { unsafe scratch.deallocate() }
        unsafe scratch.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        guard let result = unsafe crypt_rn(password, hash, scratch, CInt(size)) else { return false }
        let made = unsafe String(cString: result)
        guard made.utf8.count == hash.utf8.count else { return false }
        // The time it takes tells nothing of where they differ.
        return zip(made.utf8, hash.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
