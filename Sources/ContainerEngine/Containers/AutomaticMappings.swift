internal import ContainerState
internal import Linux
internal import OCISpecification

/// `--userns auto`: ids that no other container with it has.
///
/// They are written down in the container's directory (`user-range`) and are free again when that is gone. The directories
/// are looked through under a lock, so that two commands do not choose the same.
struct AutomaticMappings {
    let engine: Engine
    let container: ContainerDirectory
    let files: LayeredFiles
    /// Whom the container's process runs as.
    let user: UserResolution

    /// What a container holds, as `user-range` keeps it.
    struct Holding: Codable {
        var users: [LinuxIDMapping]
        var groups: [LinuxIDMapping]
    }

    /// What the words after `auto:` ask.
    struct Options: Equatable {
        var size: UInt64?
        var users: [LinuxIDMapping] = []
        var groups: [LinuxIDMapping] = []

        init(_ mode: String) throws(EngineError) {
            var userTexts: [String] = []
            var groupTexts: [String] = []
            for option in mode.drop(while: { $0 != ":" }).dropFirst().split(separator: ",") {
                let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
                switch (parts.first, parts.count) {
                case ("size", 2):
                    guard let number = UInt32(parts[1]), number > 0 else {
                        throw EngineError(
                            .invalid, "invalid size \"\(parts[1])\" in --userns \(mode): give how many ids")
                    }
                    size = UInt64(number)
                case ("uidmapping", 2): userTexts.append(parts[1])
                case ("gidmapping", 2): groupTexts.append(parts[1])
                default:
                    throw EngineError(
                        .invalid,
                        "unknown option \"\(option)\" in --userns \(mode): known are size=N, "
                            + "uidmapping=CONTAINER:HOST:COUNT and gidmapping=CONTAINER:HOST:COUNT")
                }
            }
            users = try UserMappings.mappings(userTexts, "uidmapping")
            groups = try UserMappings.mappings(groupTexts, "gidmapping")
        }
    }

    func choose(_ mode: String) throws(EngineError) -> UserMappings {
        let options = try Options(mode)
        let size: UInt64
        if let given = options.size { size = given } else { size = try neededSize() }
        let users = try pool("/etc/subuid", engine.host.userMap)
        let groups = try pool("/etc/subgid", engine.host.groupMap)
        let lock = try system("opening \(engine.locations.runRoot)/user-ranges.lock") { () throws(SystemCallError) in
            try open("\(engine.locations.runRoot)/user-ranges.lock", [.readWrite, .create], mode: 0o600)
        }
        try system("waiting for another command that chooses user ids") { () throws(SystemCallError) in
            try RecordLock.wait(lock)
        }
        let taken = try holdings()
        let chosen = UserMappings(
            users: try Self.map(size, options.users, from: users, without: taken.flatMap { $0.users }, "user"),
            groups: try Self.map(size, options.groups, from: groups, without: taken.flatMap { $0.groups }, "group"))
        let fitted = try chosen.fitted(to: engine.host)
        try state { () throws(StateError) in
            try RecordFile.write(
                Holding(users: fitted.users, groups: fitted.groups), to: "\(container.path)/user-range",
                bootID: engine.bootID)
        }
        return fitted
    }

    /// Ids 0 up to `size` of the container; those asked for by number are mapped as asked.
    static func map(
        _ size: UInt64, _ asked: [LinuxIDMapping], from pool: IdentityRanges, without taken: [LinuxIDMapping],
        _ kind: String
    ) throws(EngineError) -> [LinuxIDMapping] {
        let free = pool.subtracting(taken.outside).subtracting(asked.outside)
        let wanted = IdentityRanges([0..<size]).subtracting(asked.inside)
        guard let map = wanted.mapped(to: free) else {
            throw EngineError(
                .system,
                "could not find enough available IDs: --userns auto needs \(wanted.count) \(kind) ids, and \(free.count) "
                    + "are left. Remove containers, give a smaller size, or enlarge the ranges in /etc/subuid and /etc/subgid"
            )
        }
        return (map + asked).sorted { $0.containerID < $1.containerID }
    }

    /// As root the ids of the user `containers`; as an ordinary user the subordinate ids of the caller.
    private func pool(_ file: String, _ parent: [LinuxIDMapping]) throws(EngineError) -> IdentityRanges {
        if engine.host.rootless {
            return parent.inside.subtracting(IdentityRanges([0..<1]))
        }
        let ranges = try SubordinateIDs.ranges(of: "containers", in: file)
        guard !ranges.isEmpty else { throw SubordinateIDs.missing("containers", file) }
        return IdentityRanges(ranges.map { UInt64($0.start)..<(UInt64($0.start) + UInt64($0.count)) })
    }

    /// What other containers hold, those that are just being made included.
    private func holdings() throws(EngineError) -> [Holding] {
        let ids = try system("listing the containers") { () throws(SystemCallError) in
            try names(in: engine.locations.containers).filter(ContainerLookup.isID)
        }
        var found: [Holding] = []
        for id in ids where id != container.id {
            let path = "\(engine.locations.container(id).path)/user-range"
            // One that is being removed just now holds nothing any more. A record that is there and cannot be read is an error:
            // to pass it over could give its ids to a second container.
            let holding = try state { () throws(StateError) in try RecordFile.read(Holding.self, from: path) }
            if let holding { found.append(holding) }
        }
        return found
    }

    /// As podman: enough for the users of `/etc/passwd`, the groups of `/etc/group`, the owners of all files and whom the
    /// process runs as; at least 1024.
    private func neededSize() throws(EngineError) -> UInt64 {
        var highest = UInt64(max(user.user, user.group))
        for (path, columns) in [("/etc/passwd", [2, 3]), ("/etc/group", [2])] {
            guard let bytes = try files.contents(of: path) else { continue }
            for line in bytes.split(separator: 10) {
                let fields = line.split(separator: 58, omittingEmptySubsequences: false)
                    .map { String(decoding: $0, as: UTF8.self) }
                if fields[0] == "nobody" || fields[0] == "nogroup" { continue }
                for column in columns where column < fields.count {
                    guard let id = UInt32(fields[column]), id != IdentityMap.overflow else { continue }
                    highest = max(highest, UInt64(id))
                }
            }
        }
        for directory in files.directories {
            try system("looking at the owners of files in \(directory)") { () throws(SystemCallError) in
                highest = max(highest, try Self.highestOwner(in: try open(directory, [.readOnly, .directory])))
            }
        }
        let size = max(highest + 1, 1024)
        guard size <= 65536 else {
            throw EngineError(
                .invalid,
                "the container needs a user namespace with size \(size) that is bigger than the maximum value allowed with "
                    + "userns=auto 65536: give auto:size=\(size)")
        }
        return size
    }

    private static func highestOwner(in directory: borrowing Descriptor) throws(SystemCallError) -> UInt64 {
        let own = try directory.status()
        var highest = UInt64(max(own.user, own.group))
        for entry in try directory.entries() {
            let status = try Linux.status(of: entry.name, at: directory.number, followingLinks: false)
            if status.kind == .directory {
                let inside = try open(entry.name, [.readOnly, .directory, .noFollow], at: directory.number)
                highest = max(highest, try highestOwner(in: inside))
            } else {
                highest = max(highest, UInt64(max(status.user, status.group)))
            }
        }
        return highest
    }
}
