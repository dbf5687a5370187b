public import ContainerState
internal import Linux
internal import OCISpecification

/// The processes of a running container, and what is needed to name their users.
public struct ContainerProcesses: Sendable {
    /// By their numbers in the container.
    public var processes: [ProcessReport]
    public var userNames: [UInt32: String]
    public var groupNames: [UInt32: String]
    public var hostUserNames: [UInt32: String]
    public var hostGroupNames: [UInt32: String]
    let ids: IdentityMap
    /// Nanoseconds since the boot.
    public var uptime: Int64

    public func user(_ id: UInt32) -> String {
        let inside = ids.inside(user: id, group: 0).user
        return userNames[inside] ?? String(inside)
    }

    public func group(_ id: UInt32) -> String {
        let inside = ids.inside(user: 0, group: id).group
        return groupNames[inside] ?? String(inside)
    }
}

extension Engine {
    /// Looks at every process of a container; one that is not running has none.
    public func processes(_ container: ContainerDirectory) throws(EngineError) -> ContainerProcesses {
        guard case .running(let run, _) = try liveness(container) else {
            throw EngineError(.notRunning, "top can only be used on running containers")
        }
        let all = try system("listing the processes in /proc") { () throws(SystemCallError) in
            try Linux.names(in: "/proc").compactMap { Int32($0) }
        }
        let space = Self.processSpace(run.pid)
        // With --pid host the namespace is everybody's: then only the control group tells.
        let isOwn = space != nil && space != Self.processSpace(CurrentProcess.identifier)
        var found: [ProcessReport] = []
        for pid in all {
            guard pid == run.pid || Self.isInGroup(pid, container.id) || isOwn && Self.processSpace(pid) == space,
                let report = ProcessReport.read(pid)
            else { continue }
            found.append(report)
        }
        let numbers = Dictionary(found.map { ($0.pid, $0.insidePid) }) { first, _ in first }
        for index in found.indices { found[index].insideParent = numbers[found[index].parent] ?? 0 }
        found.sort { $0.insidePid < $1.insidePid }
        let files = try ContainerFiles.open(container, engine: self, writable: false)
        let host = try system("opening the host's root directory") { () throws(SystemCallError) in
            FileTree(root: TreeDirectory(try open("/", [.path, .directory])))
        }
        return ContainerProcesses(
            processes: found, userNames: Self.names(files.tree, "/etc/passwd"),
            groupNames: Self.names(files.tree, "/etc/group"),
            hostUserNames: Self.names(host, "/etc/passwd"), hostGroupNames: Self.names(host, "/etc/group"),
            ids: files.ids,
            uptime: uptimeNanoseconds())
    }

    private static func processSpace(_ pid: Int32) -> String? { try? readSymlink("/proc/\(pid)/ns/pid").display }

    /// Whether a line of `/proc/PID/cgroup` names the container's group.
    private static func isInGroup(_ pid: Int32, _ id: String) -> Bool {
        guard let text = try? readFile("/proc/\(pid)/cgroup", limit: 1 << 16) else { return false }
        return String(decoding: text, as: UTF8.self).split { $0 == "\n" || $0 == "/" || $0 == ":" }.contains {
            $0 == id
        }
    }

    /// Names by number of a file like passwd(5). What cannot be read gives no names: numbers are shown then.
    private static func names(_ tree: FileTree, _ path: String) -> [UInt32: String] {
        guard let place = try? tree.resolve(path), place.status?.kind == .file,
            let file = try? open(place.name, [.readOnly, .noFollow, .nonBlocking], at: place.parent.number),
            let status = try? file.status(), status.kind == .file, let bytes = try? file.readAll(limit: 1 << 20)
        else { return [:] }
        var names: [UInt32: String] = [:]
        for line in bytes.split(separator: 10) {
            let fields = line.split(separator: 58, omittingEmptySubsequences: false)
            guard fields.count > 2, let id = UInt32(String(decoding: fields[2], as: UTF8.self)), names[id] == nil else {
                continue
            }
            // A name goes to the terminal: nothing but what a name may hold.
            names[id] = String(decoding: fields[0].filter { $0 > 32 && $0 != 127 }, as: UTF8.self)
        }
        return names
    }

    private func uptimeNanoseconds() -> Int64 {
        guard let text = try? readFile("/proc/uptime", limit: 4096),
            let seconds = Double(String(decoding: text.prefix { $0 != 32 }, as: UTF8.self))
        else { return monotonicNanoseconds() }
        return Int64((seconds * 100).rounded()) * 10_000_000  // it has hundredths
    }
}
