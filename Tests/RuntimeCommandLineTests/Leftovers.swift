import Linux
import TestSupport

/// What a container has left behind on the machine: processes, control groups, mounts, its directory.
struct Leftovers {
    private let mountsBefore: Set<String>
    /// The last part of the path of its control groups.
    let group: String

    init(group: String) throws {
        self.group = group
        mountsBefore = try Self.mounts()
    }

    /// Each with what it is. `processes` are those that were seen.
    func of(_ container: borrowing TestContainer, processes: [String]) throws -> [String] {
        // a process that nobody waits for any more may still be on its way out
        for _ in 0..<100 where !Self.living(processes).isEmpty { pause(milliseconds: 10) }
        var left = Self.living(processes).map { "process \($0)" }
        left += try groups().map { "group \($0)" }
        left += try Self.mounts().subtracting(mountsBefore).filter { contains($0, container.path) }.map { "mount \($0)" }
        if try exists("\(container.path)/state/\(container.id)") { left.append("the state directory") }
        return left
    }

    private static func mounts() throws -> Set<String> {
        Set(String(decoding: try readFile("/proc/self/mountinfo"), as: UTF8.self).split(separator: "\n").map { String($0) })
    }

    private func groups() throws -> [String] {
        try runCommand(
            "/usr/bin/find", ["/sys/fs/cgroup", "-maxdepth", "3", "-type", "d", "-name", group], environment: [], seconds: 20
        ).lines
    }

    /// Of these processes, those that are there and no zombies.
    static func living(_ processes: [String]) -> [String] {
        processes.filter { process in
            guard let bytes = try? readFile("/proc/\(process)/stat"), let close = bytes.lastIndex(of: UInt8(ascii: ")")) else {
                return false
            }
            return bytes.count > close + 2 && bytes[close + 2] != UInt8(ascii: "Z")
        }
    }
}
