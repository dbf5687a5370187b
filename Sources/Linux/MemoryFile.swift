internal import CLinux
internal import Glibc

/// A file without a name that lives in memory (`memfd_create(2)`), closed on exec; `sealable` allows sealing it.
public func memoryFile(_ name: String, sealable: Bool = false) throws(SystemCallError) -> Descriptor {
    // MFD_CLOEXEC 1, MFD_ALLOW_SEALING 2
    Descriptor(owning: try unsafe checkPath("memfd_create", name) { unsafe apus_memfd($0, sealable ? 3 : 1) })
}

extension Descriptor {
    /// Makes a memory file unchangeable for ever: size, contents, and the seals themselves.
    public func seal() throws(SystemCallError) {
        let number = self.number
        // F_ADD_SEALS; F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE
        try check("fcntl", "F_ADD_SEALS") { apus_fcntl(number, 1033, 0xf) }
    }

    /// The seals on a memory file; nil for a file that cannot have any.
    public func seals() throws(SystemCallError) -> Seals? {
        let number = self.number
        do throws(SystemCallError) {
            return Seals(rawValue: try check("fcntl", "F_GET_SEALS") { apus_fcntl(number, 1034, 0) })
        } catch {
            if error.errno == .invalid { return nil }
            throw error
        }
    }

    /// Copies up to `count` bytes from another open file, inside the kernel (`sendfile(2)`); 0 is the end of it.
    public func transfer(from source: borrowing Descriptor, upTo count: Int) throws(SystemCallError) -> Int {
        let (to, from) = (number, source.number)
        return Int(try check("sendfile", "descriptor \(from)") { apus_sendfile(to, from, count) })
    }
}

/// What can no longer happen to a memory file (`F_ADD_SEALS`, fcntl(2)).
public struct Seals: OptionSet, Sendable {
    public let rawValue: CInt
    public init(rawValue: CInt) { self.rawValue = rawValue }
    public static let seal = Seals(rawValue: 1)
    public static let shrink = Seals(rawValue: 2)
    public static let grow = Seals(rawValue: 4)
    public static let write = Seals(rawValue: 8)
}
