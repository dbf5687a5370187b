internal import ContainerState
internal import Linux
internal import OCISpecification

/// Mappings of user and group ids of a container that has a user namespace of its own.
///
/// As an ordinary user the engine runs in a user namespace already: "host" ids here are the ids of that one, of which 0 is
/// the user and 1… are the subordinate ids.
struct UserMappings: Equatable, Sendable {
    var users: [LinuxIDMapping]
    var groups: [LinuxIDMapping]

    /// What `--uidmap`, `--gidmap`, `--subuidname` and `--subgidname` say; where only users or only groups are mapped, the
    /// others alike.
    static func explicit(_ request: ContainerRequest, host: HostFacts) throws(EngineError) -> UserMappings {
        var users = try mappings(request.uidMappings, "--uidmap")
        var groups = try mappings(request.gidMappings, "--gidmap")
        let userName = request.subuidName ?? request.subgidName
        let groupName = request.subgidName ?? request.subuidName
        if users.isEmpty, let userName { users = try subordinate(userName, "/etc/subuid", host.userMap) }
        if groups.isEmpty, let groupName { groups = try subordinate(groupName, "/etc/subgid", host.groupMap) }
        if users.isEmpty { users = groups }
        if groups.isEmpty { groups = users }
        return try UserMappings(users: users, groups: groups).fitted(to: host)
    }

    /// The ranges of a name one after another from id 0 of the container. As an ordinary user those that the user's
    /// namespace has, by its numbers.
    private static func subordinate(
        _ name: String, _ file: String, _ parent: [LinuxIDMapping]
    ) throws(EngineError) -> [LinuxIDMapping] {
        let ranges = try SubordinateIDs.ranges(of: name, in: file)
        guard !ranges.isEmpty else { throw SubordinateIDs.missing(name, file) }
        var next: UInt32 = 0
        var list: [LinuxIDMapping] = []
        for range in ranges {
            var start = range.start
            if !parent.isEmpty {
                let piece = parent.first { $0.hostID <= start && start - $0.hostID < $0.size }
                guard let piece else {
                    throw EngineError(
                        .invalid,
                        "the ids \(range.start)… that \(file) gives to \(name) are not yours: only root may use them")
                }
                start = piece.containerID + (start - piece.hostID)
            }
            list.append(LinuxIDMapping(containerID: next, hostID: start, size: range.count))
            next += range.count
        }
        return list
    }

    /// `CONTAINER:HOST[:COUNT]` each.
    static func mappings(_ texts: [String], _ option: String) throws(EngineError) -> [LinuxIDMapping] {
        var list: [LinuxIDMapping] = []
        for text in texts {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { UInt32($0) }
            guard (2...3).contains(parts.count), !parts.contains(nil), let inside = parts[0], let outside = parts[1],
                parts.count == 2 || parts[2] != 0
            else {
                throw EngineError(
                    .invalid,
                    "invalid mapping \"\(text)\" in \(option): give CONTAINER:HOST:COUNT, as in 0:100000:65536")
            }
            list.append(
                LinuxIDMapping(containerID: inside, hostID: outside, size: parts.count == 3 ? parts[2] ?? 1 : 1))
        }
        return list
    }

    /// The caller's own id is the same inside: `keep-id[:uid=U,gid=G]`.
    static func keepID(_ mode: String, host: HostFacts) throws(EngineError) -> UserMappings {
        guard host.rootless else {
            throw EngineError(
                .invalid, "keep-id is only supported in rootless mode: root's ids are the same in every container")
        }
        let own = try ownIDs(mode, host: host)
        return try UserMappings(
            users: around(own.user, size: host.userMap.outsideCount),
            groups: around(own.group, size: host.groupMap.outsideCount)
        ).fitted(to: host)
    }

    /// Which ids the caller has inside with `keep-id`.
    static func ownIDs(_ mode: String, host: HostFacts) throws(EngineError) -> (user: UInt32, group: UInt32) {
        var (user, group) = (host.callerUser, host.callerGroup)
        for option in mode.dropFirst("keep-id".count).drop(while: { $0 == ":" }).split(separator: ",") {
            let parts = option.split(separator: "=")
            guard parts.count == 2, let number = UInt32(parts[1]), ["uid", "gid"].contains(parts[0]) else {
                throw EngineError(
                    .invalid, "unknown option \"\(option)\" in --userns \(mode): known are uid=N and gid=N")
            }
            if parts[0] == "uid" { user = number } else { group = number }
        }
        return (user, group)
    }

    /// Id `own` inside is 0 of ours; those below and above it are our subordinate ids in order.
    static func around(_ own: UInt32, size: UInt64) -> [LinuxIDMapping] {
        let subordinate = UInt32(clamping: size - 1)
        let below = min(own, subordinate)
        var list: [LinuxIDMapping] = []
        if below > 0 { list.append(LinuxIDMapping(containerID: 0, hostID: 1, size: below)) }
        list.append(LinuxIDMapping(containerID: own, hostID: 0, size: 1))
        if subordinate > below {
            list.append(LinuxIDMapping(containerID: own + 1, hostID: 1 + below, size: subordinate - below))
        }
        return list
    }

    /// The caller's own id is not mapped at all.
    static func noMap(host: HostFacts) throws(EngineError) -> UserMappings {
        guard host.rootless else { throw EngineError(.invalid, "nomap is only supported in rootless mode") }
        let users = host.userMap.outsideCount
        let groups = host.groupMap.outsideCount
        guard users > 1, groups > 1 else {
            throw EngineError(.invalid, "--userns nomap needs subordinate ids: see newuidmap(1) and /etc/subuid")
        }
        return try UserMappings(
            users: [LinuxIDMapping(containerID: 0, hostID: 1, size: UInt32(clamping: users - 1))],
            groups: [LinuxIDMapping(containerID: 0, hostID: 1, size: UInt32(clamping: groups - 1))]
        ).fitted(to: host)
    }

    /// Checked, and cut where the kernel wants it.
    func fitted(to host: HostFacts) throws(EngineError) -> UserMappings {
        UserMappings(
            users: try Self.fit(users, host.userMap, "user"), groups: try Self.fit(groups, host.groupMap, "group"))
    }

    private static func fit(
        _ map: [LinuxIDMapping], _ parent: [LinuxIDMapping], _ kind: String
    ) throws(EngineError) -> [LinuxIDMapping] {
        let total = map.reduce(0) { $0 + UInt64($1.size) }
        let ends = map.map { max(UInt64($0.containerID), UInt64($0.hostID)) + UInt64($0.size) }
        if let end = ends.max(), end > 1 << 32 {
            throw EngineError(.invalid, "a mapping of \(kind) ids ends at \(end - 1): the last id is 4294967295")
        }
        if map.inside.count < total || map.outside.count < total {
            throw EngineError(
                .invalid, "the mappings of \(kind) ids overlap: each id can be mapped once, inside and outside")
        }
        var fitted = map
        if !parent.isEmpty {
            guard let pieces = map.fitted(into: parent) else {
                let have = parent.inside.runs.map { "\($0.lowerBound) to \($0.upperBound - 1)" }.joined(separator: ", ")
                throw EngineError(
                    .invalid,
                    "potentially insufficient \(kind) ids available in user namespace: yours has \(have), of which 0 is "
                        + "you. Check /etc/subuid and /etc/subgid")
            }
            fitted = pieces
        }
        guard fitted.count <= 340 else {
            throw EngineError(.invalid, "\(fitted.count) mappings of \(kind) ids: the kernel takes 340 at most")
        }
        return fitted
    }
}

extension [LinuxIDMapping] {
    /// How many ids there are; an empty map stands for all of the host's.
    var outsideCount: UInt64 { isEmpty ? 65536 : reduce(0) { $0 + UInt64($1.size) } }
}

/// Ranges of `/etc/subuid` and `/etc/subgid` (subuid(5)).
enum SubordinateIDs {
    static func ranges(of name: String, in path: String) throws(EngineError) -> [(start: UInt32, count: UInt32)] {
        // A system without the file has no ranges.
        guard let bytes = try? readFile(path) else { return [] }
        var found: [(start: UInt32, count: UInt32)] = []
        for line in bytes.split(separator: 10) {
            let parts = line.split(separator: 58).map { String(decoding: $0, as: UTF8.self) }
            guard parts.count == 3, parts[0] == name, let start = UInt32(parts[1]), let count = UInt32(parts[2]) else {
                continue
            }
            found.append((start, count))
        }
        return found
    }

    static func missing(_ name: String, _ path: String) -> EngineError {
        EngineError(
            .invalid,
            "cannot find mappings for user \"\(name)\": no subuid ranges found for user \"\(name)\" in \(path). "
                + "Add a line such as \(name):2147483647:2147483648 to /etc/subuid and /etc/subgid, or give --uidmap")
    }
}
