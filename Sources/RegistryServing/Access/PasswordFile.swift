internal import ImageStorage
internal import Linux
internal import OCISpecification
internal import Synchronization

/// Users and their passwords, as `htpasswd -B` writes them. A file that changes is read anew.
final class PasswordFile: Sendable {
    private struct State {
        var users: [String: String] = [:]
        var modified: FileStatus.Time?
        /// Digests of credentials that were right, so that each request need not take the time of bcrypt.
        var verified: Set<Digest> = []
    }
    let path: String
    private let state = Mutex(State())

    /// What somebody's password is compared with who is not in the file: it takes as long.
    private static let nobody = "$2y$10$abcdefghijklmnopqrstuuJXxUPBfOWPyXsC.ZKZQzUAfFwq6sHXa"

    init(_ path: String) throws(RegistryServingError) {
        self.path = path
        try load()
    }

    private func load() throws(RegistryServingError) {
        let modified = try keeping("reading the users in", path) { () throws(SystemCallError) in try status(of: path).modified }
        if state.withLock({ $0.modified == modified }) { return }
        let bytes = try keeping("reading the users in", path) { () throws(SystemCallError) in try readFile(path, limit: 16 << 20) }
        let users = try Self.parse(String(decoding: bytes, as: UTF8.self), path)
        state.withLock { state in
            state.users = users
            state.modified = modified
            state.verified = []
        }
    }

    static func parse(_ text: String, _ path: String) throws(RegistryServingError) -> [String: String] {
        var users: [String: String] = [:]
        for (index, line) in text.parts(between: "\n", keepingEmpty: true).enumerated() {
            let line = trimmed(line.utf8.last == 0x0d ? line.dropLast() : line)
            if line.isEmpty || line.utf8.first == 0x23 { continue }
            let sides = line.parts(between: ":", most: 2, keepingEmpty: true)
            guard sides.count == 2, !sides[0].isEmpty else {
                throw RegistryServingError(.unknown, "reading the users in \(path): line \(index + 1) is not USER:HASH")
            }
            guard PasswordHash.isBcrypt(String(sides[1])) else {
                throw RegistryServingError(
                    .unknown,
                    "reading the users in \(path): the hash of the user \(printable(String(sides[0]))) in line \(index + 1) is not of bcrypt: "
                        + "make it with `htpasswd -B`")
            }
            users[String(sides[0])] = String(sides[1])
        }
        return users
    }

    /// Whether the user has this password.
    func verify(_ user: String, _ password: String) throws(RegistryServingError) -> Bool {
        try load()
        let key = DigestStream.digest(of: Array("\(user)\0\(password)".utf8))
        let (hash, isKnown) = state.withLock { ($0.users[user], $0.verified.contains(key)) }
        if isKnown { return true }
        guard let hash else {
            _ = PasswordHash.verify(password, against: Self.nobody)
            return false
        }
        guard PasswordHash.verify(password, against: hash) else { return false }
        state.withLock { state in
            if state.verified.count > 10_000 { state.verified = [] }
            if state.users[user] == hash { state.verified.insert(key) }
        }
        return true
    }
}
