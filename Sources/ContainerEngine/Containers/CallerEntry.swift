internal import Linux

/// With `--userns keep-id` the caller is somebody in the container: its lines for `/etc/passwd` and `/etc/group` there, with
/// the name that it has on the host.
struct CallerEntry {
    /// Nil where the host has no name either.
    let passwd: String?
    let group: String?

    init(_ host: HostFacts) {
        let user = Self.line(of: host.callerUser, in: "/etc/passwd")
        let group = Self.line(of: host.callerGroup, in: "/etc/group")
        let comment = user.flatMap { $0.count > 4 ? $0[4] : nil } ?? ""
        passwd = user.map { "\($0[0]):*:$UID:$GID:\(comment):$HOME:/bin/sh" }
        self.group = group.map { "\($0[0]):x:$GID:\(user?[0] ?? "")" }
    }

    private static func line(of id: UInt32, in path: String) -> [String]? {
        // Users of a directory service have no line; numbers serve then.
        guard let bytes = try? readFile(path) else { return nil }
        return bytes.split(separator: 10).lazy.map { line in
            line.split(separator: 58, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        }.first { $0.count > 2 && $0[2] == "\(id)" }
    }
}
