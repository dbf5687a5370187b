internal import Linux
internal import OCISpecification

/// A run of user or group numbers of a user namespace and what they are outside (`user_namespaces(7)`).
public struct IdentityRange: Hashable, Sendable {
    public var container: UInt32
    public var host: UInt32
    public var size: UInt32

    public init(container: UInt32, host: UInt32, size: UInt32) {
        self.container = container
        self.host = host
        self.size = size
    }

    /// The number outside of one inside; nil when the range has it not, or leads beyond the last number there is.
    func outside(_ id: UInt32) -> UInt32? {
        guard container <= id, id - container < size else { return nil }
        let (number, overflow) = host.addingReportingOverflow(id - container)
        return overflow ? nil : number
    }

    static func list(_ mappings: [LinuxIDMapping]?) -> [IdentityRange] {
        (mappings ?? []).map { IdentityRange(container: $0.containerID, host: $0.hostID, size: $0.size) }
    }
}

/// Writes the maps of a new user namespace from outside it.
enum IdentityMapping {
    static func write(users: [IdentityRange], groups: [IdentityRange], of process: CInt) throws(RuntimeError) {
        // As a user, groups may be mapped only by the helper or after giving setgroups up (user_namespaces(7)).
        try write(groups, to: "gid_map", by: "newgidmap", of: process, own: Credentials.effectiveGroup)
        try write(users, to: "uid_map", by: "newuidmap", of: process, own: Credentials.effectiveUser)
    }

    private static func write(
        _ ranges: [IdentityRange], to file: StaticString, by helper: StaticString, of process: CInt, own: UInt32
    ) throws(RuntimeError) {
        let path = "/proc/\(process)/\(file)"
        if ranges.isEmpty {
            throw .invalid(
                "linux.\(file == "uid_map" ? "uidMappings" : "gidMappings")", "a new user namespace needs it")
        }
        let text = ranges.map { "\($0.container) \($0.host) \($0.size)\n" }.joined()
        let direct: SystemCallError
        do throws(SystemCallError) {
            if ranges.count == 1, ranges[0].size == 1, ranges[0].host == own, Credentials.effectiveUser != 0,
                file == "gid_map"
            {
                try writeControlFile("/proc/\(process)/setgroups", "deny")
            }
            try writeControlFile(path, text)
            return
        } catch { direct = error }
        guard direct.errno == .perm else {
            throw RuntimeError(doing: "map identities of the user namespace", subject: path, cause: direct)
        }
        // More than one's own number: only the set-uid helper may, by /etc/subuid and /etc/subgid.
        var arguments = ["\(helper)", "\(process)"]
        for range in ranges { arguments += ["\(range.container)", "\(range.host)", "\(range.size)"] }
        let program = "/usr/bin/\(helper)"
        let run = try ChildProgram.run(program, arguments: arguments, environment: ["PATH=/usr/bin:/bin"])
        guard run.end == .exited(0) else {
            throw RuntimeError(
                .refused, doing: "map identities of the user namespace with \(program)", subject: path,
                cause: run.output.isEmpty
                    ? "it ended with \(run.end.code); see /etc/subuid and /etc/subgid" : run.output)
        }
    }
}

extension StaticString {
    static func == (a: StaticString, b: StaticString) -> Bool { "\(a)" == "\(b)" }
}
