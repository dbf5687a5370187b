internal import ContainerState
internal import Linux
internal import OCISpecification

/// Mappings of user and group ids of a container that has a user namespace of its own.
///
/// As an ordinary user the engine runs in a user namespace already: "host" ids here are the ids of that one, of which 0 is
/// the user and 1… are the subordinate ids.
enum UserMappings {
    typealias Pair = (users: [LinuxIDMapping], groups: [LinuxIDMapping])

    static func explicit(_ request: ContainerRequest, host: HostFacts) throws(EngineError) -> Pair {
        var users = try request.uidMappings.mapMappings("--uidmap")
        var groups = try request.gidMappings.mapMappings("--gidmap")
        if let name = request.subuidName { users = try SubordinateIDs.ranges(of: name, in: "/etc/subuid").packed() }
        if let name = request.subgidName { groups = try SubordinateIDs.ranges(of: name, in: "/etc/subgid").packed() }
        if users.isEmpty { users = groups }
        if groups.isEmpty { groups = users }
        return (users, groups)
    }

    /// The caller's own id is the same inside: `keep-id[:uid=U,gid=G]`.
    static func keepID(_ mode: String, host: HostFacts) throws(EngineError) -> Pair {
        guard host.rootless else {
            throw EngineError(.invalid, "keep-id is only supported in rootless mode: root's ids are the same in every container")
        }
        var user = host.callerUser
        var group = host.callerGroup
        for option in mode.dropFirst("keep-id".count).drop(while: { $0 == ":" }).split(separator: ",") {
            let parts = option.split(separator: "=")
            guard parts.count == 2, let number = UInt32(parts[1]), ["uid", "gid"].contains(parts[0]) else {
                throw EngineError(.invalid, "unknown option \"\(option)\" in --userns \(mode): known are uid=N and gid=N")
            }
            if parts[0] == "uid" { user = number } else { group = number }
        }
        let size = host.mappedIDs ?? 65536
        return (around(user, size: size), around(group, size: size))
    }

    /// Id `own` inside is 0 of ours; those below and above it are our subordinate ids in order.
    private static func around(_ own: UInt32, size: UInt64) -> [LinuxIDMapping] {
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
    static func noMap(host: HostFacts) throws(EngineError) -> Pair {
        guard host.rootless else { throw EngineError(.invalid, "nomap is only supported in rootless mode") }
        let size = host.mappedIDs ?? 1
        guard size > 1 else {
            throw EngineError(.invalid, "--userns nomap needs subordinate ids: see newuidmap(1) and /etc/subuid")
        }
        let map = [LinuxIDMapping(containerID: 0, hostID: 1, size: UInt32(clamping: size - 1))]
        return (map, map)
    }

    /// A range that no other container with `auto` has: `auto[:size=N]`.
    static func automatic(_ mode: String, engine: Engine, container: LayeredFiles) throws(EngineError) -> Pair {
        var size: UInt32 = engine.host.rootless ? 1024 : 65536
        for option in mode.drop(while: { $0 != ":" }).dropFirst().split(separator: ",") {
            let parts = option.split(separator: "=")
            guard parts.count == 2, parts[0] == "size", let number = UInt32(parts[1]), number > 0 else {
                throw EngineError(.unsupported, "the option \"\(option)\" in --userns \(mode) is not there yet: known is size=N")
            }
            size = number
        }
        let pool: (start: UInt64, count: UInt64)
        if engine.host.rootless {
            pool = (1, (engine.host.mappedIDs ?? 1) - 1)
        } else {
            let ranges = try SubordinateIDs.ranges(of: "containers", in: "/etc/subuid")
            pool = ranges.first.map { (UInt64($0.start), UInt64($0.count)) } ?? (2_147_483_648, 2_000_000_000)
        }
        var taken: [Range<UInt64>] = []
        for id in try state({ () throws(StateError) in try engine.lookup.all() }) {
            // One that is just being made or removed holds no range yet or any more.
            guard let record = try? RecordFile.read(AutomaticRange.self, from: "\(engine.locations.container(id).path)/user-range")
            else { continue }
            taken.append(record.start..<(record.start + record.count))
        }
        var start = pool.start
        for range in taken.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.overlaps(start..<(start + UInt64(size))) {
            start = range.upperBound
        }
        guard start + UInt64(size) <= pool.start + pool.count else {
            throw EngineError(
                .system, "no free range of \(size) user ids is left for --userns auto: remove containers, or enlarge the range in /etc/subuid")
        }
        let map = [LinuxIDMapping(containerID: 0, hostID: UInt32(start), size: size)]
        return (map, map)
    }

    struct AutomaticRange: Codable {
        var start: UInt64
        var count: UInt64
    }
}

/// Ranges of `/etc/subuid` and `/etc/subgid` (subuid(5)).
enum SubordinateIDs {
    static func ranges(of name: String, in path: String) throws(EngineError) -> [(start: UInt32, count: UInt32)] {
        // A system without the file has no ranges.
        guard let bytes = try? readFile(path) else { return [] }
        var found: [(start: UInt32, count: UInt32)] = []
        for line in bytes.split(separator: 10) {
            let parts = line.split(separator: 58).map { String(decoding: $0, as: UTF8.self) }
            guard parts.count == 3, parts[0] == name, let start = UInt32(parts[1]), let count = UInt32(parts[2]) else { continue }
            found.append((start, count))
        }
        return found
    }
}

extension [(start: UInt32, count: UInt32)] {
    /// The ranges one after another from id 0 of the container.
    func packed() -> [LinuxIDMapping] {
        var next: UInt32 = 0
        var list: [LinuxIDMapping] = []
        for range in self {
            list.append(LinuxIDMapping(containerID: next, hostID: range.start, size: range.count))
            next += range.count
        }
        return list
    }
}

extension [String] {
    /// `CONTAINER:HOST[:COUNT]` each.
    func mapMappings(_ option: String) throws(EngineError) -> [LinuxIDMapping] {
        var list: [LinuxIDMapping] = []
        for text in self {
            let parts = text.split(separator: ":").map { UInt32($0) }
            guard (2...3).contains(parts.count), !parts.contains(nil), let inside = parts[0], let outside = parts[1] else {
                throw EngineError(.invalid, "invalid mapping \"\(text)\" in \(option): give CONTAINER:HOST:COUNT")
            }
            list.append(LinuxIDMapping(containerID: inside, hostID: outside, size: parts.count == 3 ? parts[2] ?? 1 : 1))
        }
        return list
    }
}
