package import Linux

/// A pasta that was started and serves once its first process has ended: 60 ms, in which the caller can do other things.
package struct PastaStart: ~Copyable {
    /// The first process, a child of ours. What serves is a grandchild: with a subreaper it ends as a child of that.
    package let process: CInt
    private let messages: Descriptor

    /// Starts pasta for a namespace.
    package init(
        _ pasta: Pasta, namespace: String, userNamespace: String? = nil
    ) throws(NetworkingError) {
        let arguments = pasta.arguments(for: namespace, userNamespace: userNamespace)
        let messages = try networking("start \(pasta.program)") { () throws(SystemCallError) in
            try memoryFile("pasta messages")
        }
        let number = messages.number
        process = try networking("start \(pasta.program)") { () throws(SystemCallError) in
            try spawnProgram(
                pasta.program, arguments: arguments, environment: [],
                places: [
                    DescriptorPlace(from: nil, to: 0), DescriptorPlace(from: number, to: 1),
                    DescriptorPlace(from: number, to: 2),
                ])
        }
        self.messages = messages
    }

    /// Waits for the first process and judges how it ended.
    package consuming func wait() throws(NetworkingError) {
        let process = self.process
        let end = try networking("wait for pasta") { () throws(SystemCallError) in
            try waitForChild(.process(process))
        }
        if let end { try judge(end.end) }
    }

    /// Judges the end of the first process, which the caller has waited for.
    package consuming func judge(_ end: ProcessEnd) throws(NetworkingError) {
        if end == .exited(0) { return }
        let text = (try? Self.read(messages)) ?? ""  // without words the exit code has to do
        var cause = ""
        for line in text.split(separator: "\n") where !line.contains("bytes to syslog") {
            cause += cause.isEmpty ? line : "; " + line
        }
        if cause.isEmpty { cause = "it ended with code \(end.code) and said nothing" }
        if cause.contains("tun") {
            cause +=
                ": it needs /dev/net/tun, readable and writable by this user "
                + "(modprobe tun; chmod 666 /dev/net/tun)"
        }
        throw NetworkingError(.program, doing: "set up the network with pasta", cause: cause)
    }

    private static func read(_ file: borrowing Descriptor) throws(SystemCallError) -> String {
        try file.seek(to: 0)
        return String(decoding: try file.readAll(limit: 1 << 16), as: UTF8.self)
    }
}

extension Pasta {
    /// Makes the name that pasta watches, leading to the network namespace of a process. Deleting it ends pasta.
    package static func makeNamespaceLink(at path: String, of process: Int32) throws(NetworkingError) {
        try networking("name the container's network namespace") { () throws(SystemCallError) in
            try makeSymlink(path, to: "/proc/\(process)/ns/net")
        }
    }
}
