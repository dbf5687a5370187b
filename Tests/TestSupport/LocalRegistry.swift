internal import Glibc
internal import Linux

/// A registry on loopback, ended with this value: Debian's docker-registry, or one that misbehaves.
package final class LocalRegistry {
    package let port: Int
    package let path: String
    private let process: CInt

    package static let isInstalled = (try? exists("/usr/bin/docker-registry")) == true && (try? exists("/usr/bin/skopeo")) == true

    package struct DidNotStart: Error {}

    /// Debian's docker-registry with nothing in it; with `password`, for that user alone.
    package init(user: String = "user", password: String? = nil) throws {
        path = "/tmp/apus-registry-\(CurrentProcess.identifier)-\(UInt32.random(in: 0...UInt32.max))"
        try makeDirectories(path + "/data", mode: 0o700)
        var access = ""
        if let password {
            // The registry knows bcrypt alone; so does the C library's crypt(3).
            let made = try runCommand(
                "/usr/bin/perl", ["-e", "print crypt($ARGV[0], '$2y$05$abcdefghijklmnopqrstuu')", password],
                environment: ["PATH=/usr/bin:/bin"])
            try replaceFile(path + "/htpasswd", with: Array("\(user):\(made.text)\n".utf8), mode: 0o600)
            access = "auth: {htpasswd: {realm: here, path: \(path)/htpasswd}}"
        }
        for _ in 0..<20 {
            let port = Int.random(in: 20000...32000)
            let configuration = """
                version: 0.1
                log: {level: error}
                storage: {filesystem: {rootdirectory: \(path)/data}, delete: {enabled: true}}
                http: {addr: "127.0.0.1:\(port)"}
                \(access)

                """
            try replaceFile(path + "/config.yml", with: Array(configuration.utf8), mode: 0o644)
            let process = try spawnProgram(
                "/usr/bin/docker-registry", arguments: ["docker-registry", "serve", path + "/config.yml"],
                environment: ["PATH=/usr/bin:/bin", "OTEL_TRACES_EXPORTER=none"],
                places: (0..<3).map { DescriptorPlace(from: nil, to: $0) }, newSession: true)
            if Self.waitUntilListening(port, process) {
                self.port = port
                self.process = process
                return
            }
            kill(process, SIGKILL)
            _ = try? waitForChild(.process(process))
        }
        throw DidNotStart()
    }

    /// `scripts/fault-registry` with one image, which is busybox's when none is named.
    package init(faulty: Void, image: String = "docker-archive:\(Fixtures.busybox)") throws {
        path = "/tmp/apus-registry-\(CurrentProcess.identifier)-\(UInt32.random(in: 0...UInt32.max))"
        try makeDirectories(path + "/scratch", mode: 0o700)
        let copied = try runCommand(
            "/usr/bin/skopeo", ["copy", "-q", "--insecure-policy", image, "oci:\(path)/layout:latest"],
            environment: ["PATH=/usr/bin:/bin", "HOME=/root"])
        guard copied.code == 0 else { throw DidNotStart() }
        let out = try open(path + "/port", [.writeOnly, .create], mode: 0o600)
        process = try spawnProgram(
            "/usr/bin/perl", arguments: ["perl", "\(Fixtures.repository)/scripts/fault-registry", path + "/layout", path + "/scratch"],
            environment: ["PATH=/usr/bin:/bin"],
            places: [DescriptorPlace(from: nil, to: 0), DescriptorPlace(from: out.number, to: 1), DescriptorPlace(from: nil, to: 2)],
            newSession: true)
        var port: Int?
        for _ in 0..<200 where port == nil {
            pause(milliseconds: 20)
            port = Int(trimmed(String(decoding: try readFile(path + "/port"), as: UTF8.self)))
        }
        guard let port else { throw DidNotStart() }
        self.port = port
    }

    package var address: String { "127.0.0.1:\(port)" }

    /// Of the registry that misbehaves: its requests, one a line, and their paths and ranges.
    package func takeRequests() throws -> [String] {
        let text = String(decoding: (try? readFile(path + "/scratch/log")) ?? [], as: UTF8.self)
        try replaceFile(path + "/scratch/log", with: [])
        return text.split(separator: "\n").map { String($0) }
    }

    /// Puts an archive's image into the registry.
    package func push(_ source: String, as name: String, _ options: [String] = []) throws {
        let result = try runCommand(
            "/usr/bin/skopeo",
            ["copy", "-q", "--insecure-policy", "--dest-tls-verify=false"] + options + [source, "docker://\(address)/\(name)"],
            environment: ["PATH=/usr/bin:/bin", "HOME=/root"], seconds: 300)
        guard result.code == 0 else { throw DidNotStart() }
    }

    private static func waitUntilListening(_ port: Int, _ process: CInt) -> Bool {
        let wanted = ":" + hexadecimal(port) + " "
        for _ in 0..<150 {
            pause(milliseconds: 20)
            if (try? waitForChild(.process(process), block: false)) != nil { return false }
            let table = (try? readFile("/proc/net/tcp")).map { String(decoding: $0, as: UTF8.self) } ?? ""
            for line in table.split(separator: "\n") where contains(String(line), wanted) && contains(String(line), " 0A ") { return true }
        }
        return false
    }

    private static func hexadecimal(_ port: Int) -> String {
        let text = String(port, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - text.utf8.count)) + text
    }

    deinit {
        kill(-process, SIGKILL)
        // It is our child; another answer than its end tells nothing that a test needs.
        _ = try? waitForChild(.process(process))
        _ = try? removeTree(path)
    }
}
