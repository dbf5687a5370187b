public import ContainerState
internal import Linux

/// How an ordinary user gets a user namespace to keep containers in: all containers with the default mapping share one.
///
/// It lives as long as a process in it does; monitors of running containers keep it. A command looks for one of them and
/// joins its namespace; when there is none it makes a new one, with all subordinate ids of `/etc/subuid` and `/etc/subgid`
/// (newuidmap(1)), or with the user's own id alone. Call it before any thread is started: the kernel moves single-threaded
/// processes only.
public enum UserNamespaceEntry {
    /// What became of this process.
    public struct Outcome: Sendable {
        /// It is in a user namespace that does not map all ids.
        public var rootless: Bool
        public var callerUser: UInt32
        public var callerGroup: UInt32
    }

    /// Enters the namespace where this process needs one: not as root of the machine.
    public static func enter(_ locations: StateLocations) throws(EngineError) -> Outcome {
        let user = Credentials.effectiveUser
        let group = Credentials.effectiveGroup
        if user == 0 {
            if try mapsAllIDs() { return Outcome(rootless: false, callerUser: 0, callerGroup: 0) }
            return Outcome(rootless: true, callerUser: try outerID("uid_map"), callerGroup: try outerID("gid_map"))
        }
        try system("preparing \(locations.runRoot)") { () throws(SystemCallError) in
            try makeDirectories(locations.runRoot, mode: 0o700)
        }
        if try !join(locations) {
            // Two commands at once are not to make two namespaces.
            let lock = try system("opening \(locations.runRoot)/namespace.lock") { () throws(SystemCallError) in
                try open("\(locations.runRoot)/namespace.lock", [.readWrite, .create], mode: 0o600)
            }
            try system("waiting for another command that makes the user namespace") { () throws(SystemCallError) in
                try RecordLock.wait(lock)
            }
            if try !join(locations) { try make(user: user, group: group) }
        }
        try system("becoming root of the user namespace") { () throws(SystemCallError) in
            try Credentials.setGroup(0)
            try Credentials.setUser(0)
            // Mounts that a command makes are to be its own.
            try unshareNamespaces(.mount)
            try CurrentProcess.setDumpable(true)
        }
        return Outcome(rootless: true, callerUser: user, callerGroup: group)
    }

    private static func mapsAllIDs() throws(EngineError) -> Bool {
        try system("reading the id mapping of this process") { () throws(SystemCallError) in
            let words = try readFile("/proc/self/uid_map", limit: 65536).split { $0 == 32 || $0 == 10 }
            return words.count == 3 && words[2].elementsEqual("4294967295".utf8)
        }
    }

    /// The id outside that is 0 here.
    private static func outerID(_ map: String) throws(EngineError) -> UInt32 {
        try system("reading the id mapping of this process") { () throws(SystemCallError) in
            let words = try readFile("/proc/self/\(map)", limit: 65536).split { $0 == 32 || $0 == 10 }
            return words.count >= 2 ? UInt32(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
        }
    }

    /// Joins the namespace of a running monitor of this user.
    private static func join(_ locations: StateLocations) throws(EngineError) -> Bool {
        let ids = try system("looking for running containers") { () throws(SystemCallError) in
            try names(in: locations.runRoot).filter(ContainerLookup.isID)
        }
        for id in ids {
            // One that ends just now is as good as one that has ended.
            guard let lock = try? open("\(locations.runRoot)/\(id)/lock", .readWrite),
                let holder = try? RecordLock.holder(lock),
                let namespace = try? open("/proc/\(holder)/ns/user", .readOnly)
            else { continue }
            do throws(SystemCallError) {
                try enterNamespaces(.user, of: namespace)
                return true
            } catch { continue }
        }
        return false
    }

    private static func make(user: UInt32, group: UInt32) throws(EngineError) {
        let name = userName(user)
        let users = try ranges("/etc/subuid", name: name, id: user)
        let groups = try ranges("/etc/subgid", name: name, id: user)
        do throws(SystemCallError) {
            if !users.isEmpty, !groups.isEmpty, let mapUsers = program("newuidmap"),
                let mapGroups = program("newgidmap")
            {
                try makeMapped(
                    mapUsers, [(0, user, 1)] + place(users), mapGroups, [(0, group, 1)] + place(groups))
            } else {
                try unshareNamespaces(.user)
                try writeControlFile("/proc/self/setgroups", "deny")
                try writeControlFile("/proc/self/uid_map", "0 \(user) 1\n")
                try writeControlFile("/proc/self/gid_map", "0 \(group) 1\n")
            }
        } catch {
            throw EngineError(
                .system,
                "making a user namespace: \(error). Containers of ordinary users need one: see user.max_user_namespaces and, on "
                    + "Debian and Ubuntu, kernel.unprivileged_userns_clone or kernel.apparmor_restrict_unprivileged_userns"
            )
        }
    }

    private typealias Map = [(inside: UInt32, outside: UInt32, count: UInt32)]

    private static func place(_ ranges: [(start: UInt32, count: UInt32)]) -> Map {
        var next: UInt32 = 1
        var map: Map = []
        for range in ranges {
            map.append((next, range.start, range.count))
            next += range.count
        }
        return map
    }

    /// A child that stays outside of the new namespace has the set-uid helpers write its maps.
    private static func makeMapped(
        _ mapUsers: String, _ users: Map, _ mapGroups: String, _ groups: Map
    ) throws(SystemCallError) {
        let ready = try Pipe()
        let target = String(CurrentProcess.identifier)
        func words(_ map: Map) -> [String] {
            map.flatMap { [String($0.inside), String($0.outside), String($0.count)] }
        }
        switch try cloneProcess() {
        case .child:
            var code: CInt = 1
            do throws(SystemCallError) {
                // One byte: the namespace is there.
                if try ready.readEnd.read(upTo: 1).count == 1 {
                    code = try runHelper(mapUsers, [target] + words(users))
                    if code == 0 { code = try runHelper(mapGroups, [target] + words(groups)) }
                }
            } catch { code = 1 }
            CurrentProcess.exit(code)
        case .parent(let child, _):
            try unshareNamespaces(.user)
            try ready.writeEnd.write([1])
            let ended = try waitForChild(.process(child))
            guard ended?.end == .exited(0) else {
                throw SystemCallError(
                    call: "newuidmap", subject: "and newgidmap, with the ranges of /etc/subuid and /etc/subgid",
                    errno: .perm)
            }
        }
    }

    private static func runHelper(_ program: String, _ arguments: [String]) throws(SystemCallError) -> CInt {
        let process = try spawnProgram(
            program, arguments: [program] + arguments, environment: [],
            places: (0..<3).map { DescriptorPlace(from: $0, to: $0) })
        return try waitForChild(.process(process))?.end.code ?? 1
    }

    private static func program(_ name: String) -> String? {
        let path = environmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }.first { $0.hasPrefix("/") && mayExecute($0) }
    }

    private static func ranges(_ path: String, name: String?, id: UInt32) throws(EngineError) -> [(
        start: UInt32, count: UInt32
    )] {
        var found = try SubordinateIDs.ranges(of: String(id), in: path)
        if let name { found += try SubordinateIDs.ranges(of: name, in: path) }
        return found
    }

    /// The name in `/etc/passwd`; users of a directory service are asked for with getent(1).
    private static func userName(_ id: UInt32) -> String? {
        // Without the file there is no name, and the numbers in /etc/subuid serve.
        guard let bytes = try? readFile("/etc/passwd") else { return nil }
        for line in bytes.split(separator: 10) {
            let parts = line.split(separator: 58, omittingEmptySubsequences: false)
            if parts.count > 2, String(decoding: parts[2], as: UTF8.self) == String(id) {
                return String(decoding: parts[0], as: UTF8.self)
            }
        }
        return nil
    }
}
