internal import Linux

/// A place of its own to run containers in: state directories, and a shell in which `apus` means the tested engine with them.
package final class Sandbox {
    package enum Owner: Sendable { case root, ordinaryUser }

    package let owner: Owner
    package let path: String
    private let user: OrdinaryUser?
    private let engine: TestedEngine?
    private let linksBefore: Set<String>

    package init(_ owner: Owner = .root, engine: TestedEngine? = .current) throws {
        self.owner = owner
        self.engine = engine
        user = owner == .root ? nil : OrdinaryUser.current
        path = "/tmp/apus-e2e-\(CurrentProcess.identifier)-\(UInt32.random(in: 0...UInt32.max))"
        linksBefore = Self.links()
        // short and open to others: an ordinary user reaches its own below it
        try makeDirectories(path + "/bin", mode: 0o755)
        try makeDirectories(path + "/files", mode: 0o755)
        for name in ["root", "run"] { try makeDirectories("\(path)/\(name)", mode: 0o700) }
        try replaceFile("\(path)/bin/apus", with: Array(wrapper.utf8), mode: 0o755)
        if let user {
            _ = try runCommand(
                "/bin/chown", ["-R", "\(user.identifier):\(user.identifier)", path], environment: [], seconds: 10)
        }
    }

    package var root: String { path + "/root" }
    package var runRoot: String { path + "/run" }
    /// A directory for files of the test; the current one of its command lines.
    package var files: String { path + "/files" }

    private var wrapper: String {
        switch engine {
        case .podman:
            return Podman.wrapper(root: root, runRoot: runRoot)
        case .apus(let directory):
            let program = owner == .root ? directory : Self.openCopy(of: directory)
            return "#!/bin/sh\nexec '\(program)/apus' --root '\(root)' --runroot '\(runRoot)' \"$@\"\n"
        case nil: return "#!/bin/sh\necho no engine was built >&2\nexit 99\n"
        }
    }

    /// The directory of the executables, or a copy of it where an ordinary user does not reach it.
    private static func openCopy(of directory: String) -> String {
        let copy = "\(Fixtures.directory)/bin"
        let script = """
            mkdir -p '\(copy)' && chmod 755 '\(copy)'
            for program in apus apus-runtime; do
                cmp -s '\(directory)/'$program '\(copy)/'$program || install -m 755 '\(directory)/'$program '\(copy)/'$program
            done
            """
        // Where it fails, the first command of the test shows why.
        _ = try? runCommand("/bin/sh", ["-c", script], environment: ["PATH=/usr/bin:/bin"], seconds: 60)
        return copy
    }

    private var environment: [String] {
        var variables = [
            "PATH=\(path)/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "BOX=\(path)",
            "FIXTURES=\(Fixtures.directory)",
        ]
        if let user {
            variables += ["HOME=\(user.home)", "USER=\(OrdinaryUser.name)", "XDG_RUNTIME_DIR=\(user.runtimeDirectory)"]
        } else {
            variables += ["HOME=/root", "USER=root"]
        }
        return variables
    }

    /// Runs a line of shell as the sandbox's owner; in it, `apus` is the tested engine.
    package func run(_ line: String, input: String = "", seconds: Int = 60) throws -> CommandResult {
        let script = "cd \(files) || exit 99\n\(line)"
        var words = ["/bin/sh", "-c", script]
        if let user {
            words =
                [
                    "/usr/bin/setpriv", "--reuid=\(user.identifier)", "--regid=\(user.identifier)", "--init-groups",
                    "--inh-caps=-all", "--",
                ] + words
        }
        return try runCommand(
            words[0], Array(words.dropFirst()), environment: environment, input: Array(input.utf8), seconds: seconds, title: line)
    }

    /// Writes a file of the test, readable by all.
    package func write(_ name: String, _ text: String) throws {
        try replaceFile("\(files)/\(name)", with: Array(text.utf8), mode: 0o644)
    }

    /// Removes everything and tells what was left that should not be.
    package func finish() throws -> [String] {
        var left: [String] = []
        let ids = identifiers()
        let removal = try run("apus rm --all --force --time 0", seconds: 120)
        if removal.code != 0 { left.append("removing all containers failed: \(removal.report)") }
        var leaks: [String] = []
        // a link dies with its network namespace, which the kernel takes down a little later
        for _ in 0..<20 {
            leaks = try findLeaks(ids)
            if leaks.isEmpty { break }
            pause(milliseconds: 100)
        }
        left += leaks
        try clear()
        return left
    }

    private var isPodman: Bool {
        if case .podman = engine { true } else { false }
    }

    private func identifiers() -> [String] {
        let all = (try? names(in: root + "/containers")) ?? []
        return all.filter { $0.utf8.count == 64 }
    }

    private func findLeaks(_ ids: [String]) throws -> [String] {
        var leaks: [String] = []
        let mounts = String(decoding: try readFile("/proc/self/mountinfo"), as: UTF8.self)
        for line in mounts.split(separator: "\n") where line.utf8.count > 0 && contains(String(line), path + "/") {
            if isPodman, !contains(String(line), " - overlay ") { continue }
            leaks.append("mount: \(line)")
        }
        for process in try names(in: "/proc") where UInt32(process) != nil {
            guard let bytes = try? readFile("/proc/\(process)/cmdline", limit: 1 << 20) else { continue }
            let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            if contains(words.joined(separator: " "), path) {
                leaks.append("process \(process): \(words.prefix(8).joined(separator: " "))")
            }
        }
        if !ids.isEmpty {
            let names = ids.map { "-name '*\($0.prefix(20))*'" }.joined(separator: " -o ")
            let found = try runCommand(
                "/bin/sh", ["-c", "find /sys/fs/cgroup -maxdepth 7 -type d \\( \(names) \\) 2>/dev/null"],
                environment: ["PATH=/usr/bin:/bin"], seconds: 20)
            leaks += found.lines.map { "cgroup: \($0)" }
        }
        for link in Self.links().subtracting(linksBefore) where !["apus0", "podman0", "docker0"].contains(link) {
            leaks.append("link: \(link)")
        }
        if isPodman { return leaks }
        for directory in ["containers", "names", "trash"] {
            leaks += ((try? Linux.names(in: "\(root)/\(directory)")) ?? []).map { "left in \(directory): \($0)" }
        }
        let leases = "/run/apus/networks/default/leases"
        for lease in (try? Linux.names(in: leases)) ?? [] where contains(lease, ".") {
            guard let holder = try? readSymlink("\(leases)/\(lease)").display, contains(holder, runRoot) else { continue }
            leaks.append("lease: \(lease)")
        }
        for name in (try? Linux.names(in: runRoot)) ?? [] where name.utf8.count == 64 { leaks.append("left in the run root: \(name)") }
        return leaks
    }

    /// Takes the directory away by whatever means it takes.
    private func clear() throws {
        let script = """
            for pid in $(grep -l -a -s '\(path)' /proc/[0-9]*/cmdline | cut -d/ -f3); do [ $pid = $$ ] || kill -9 $pid; done
            awk '$5 ~ "^\(path)/" { print $5 }' /proc/self/mountinfo | sort -r | while read -r m; do umount -l "$m"; done
            rm -rf --one-file-system '\(path)'
            """
        _ = try runCommand("/bin/sh", ["-c", script], environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], seconds: 60)
    }

    /// The names of the network interfaces of this machine.
    private static func links() -> Set<String> { Set((try? names(in: "/sys/class/net")) ?? []) }
}

/// Whether a text has another in it.
package func contains(_ text: String, _ part: String) -> Bool {
    let (text, part) = (Array(text.utf8), Array(part.utf8))
    guard !part.isEmpty else { return true }
    guard text.count >= part.count else { return false }
    for start in 0...(text.count - part.count) where text[start] == part[0] {
        if text[start..<(start + part.count)].elementsEqual(part) { return true }
    }
    return false
}
