internal import Glibc

/// Names of what is not finished, and what killed processes left under such names.
///
/// They are `NAME.tmp-PROCESS-RANDOM` and those of ``replaceFile(_:with:mode:flush:at:)`` and of records, `NAME.tmp.PROCESS` and
/// `.tmp-PROCESS-NUMBER-RANDOM`. Whoever is at work with one holds a lock on it (``DirectoryLock``), or is alive.
public enum Leftovers {
    /// A name beside a path.
    public static func name(for path: String) -> String {
        var path = path[...]
        while path.utf8.count > 1, path.utf8.last == 0x2f { path = path.dropLast() }
        return "\(path).tmp-\(getpid())-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
    }

    /// Removes what is left of attempts to make files or directories of these names in a directory.
    /// - Parameter isOurs: whether the part before `.tmp` is one of them.
    public static func sweep(_ directory: String, _ isOurs: (Substring) -> Bool) {
        // A directory that cannot be listed is told when it is written to.
        for name in (try? names(in: directory)) ?? [] {
            guard let (base, process) = parts(name), isOurs(base), !isAlive(process) else { continue }
            let path = "\(directory)/\(name)"
            // In use by a process that is not to be seen from here.
            guard let file = try? open(path, [.readOnly, .noFollow, .nonBlocking]), (try? DirectoryLock.take(file)) == true else {
                continue
            }
            // What cannot be removed stays for the next one.
            _ = try? removeTree(path)
        }
    }

    /// As ``sweep(_:_:)``, for one path.
    public static func sweep(beside path: String) {
        var path = path[...]
        while path.utf8.count > 1, path.utf8.last == 0x2f { path = path.dropLast() }
        let slash = path.lastIndex(of: "/")
        let base = slash.map { path[path.index(after: $0)...] } ?? path
        sweep(slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".") { $0 == base }
    }

    /// What comes before `.tmp`, and the process that made it.
    private static func parts(_ name: String) -> (base: Substring, process: CInt)? {
        let bytes = Array(name.utf8)
        let mark = Array(".tmp".utf8)
        guard bytes.count > mark.count + 1 else { return nil }
        for start in stride(from: bytes.count - mark.count - 1, through: 0, by: -1)
        where bytes[start..<(start + mark.count)].elementsEqual(mark) {
            let rest = bytes[(start + mark.count)...]
            guard rest.first == 0x2d || rest.first == 0x2e else { return nil }
            let isDotted = rest.first == 0x2e
            let digits = rest.dropFirst().prefix { $0 &- 0x30 < 10 }
            let tail = rest.dropFirst(1 + digits.count)
            guard !digits.isEmpty, isDotted ? tail.isEmpty : tail.first == 0x2d,
                tail.allSatisfy({ $0 == 0x2d || $0 &- 0x30 < 10 || $0 &- 0x61 < 26 }),
                let process = CInt(String(decoding: digits, as: UTF8.self))
            else { return nil }
            return (name[..<name.utf8.index(name.startIndex, offsetBy: start)], process)
        }
        return nil
    }

    private static func isAlive(_ process: CInt) -> Bool { process > 0 && (Glibc.kill(process, 0) == 0 || errno == EPERM) }
}
