public import Linux

/// A pasta that was started and serves once its first process has ended: 60 ms, in which the caller can do other things.
public struct PastaStart: ~Copyable {
    /// The first process, a child of ours. What serves is a grandchild: with a subreaper it ends as a child of that.
    public let process: CInt
    private let messages: Descriptor

    /// Starts pasta for a namespace.
    public init(
        _ pasta: Pasta, namespace: String, userNamespace: String? = nil
    ) throws(NetworkingError) {
        let messages = try networking("start \(pasta.program)") { () throws(SystemCallError) in
            try memoryFile("pasta messages")
        }
        process = try networking("start \(pasta.program)") { () throws(SystemCallError) in
            try Self.spawn(pasta, namespace, userNamespace, messages)
        }
        self.messages = messages
    }

    /// Starts pasta for a namespace that it may not open by way of `/proc`, as that of a container which hides its process:
    /// it is mounted on the empty file `name`, where only pasta sees it. So everybody can still delete the name.
    public init(_ pasta: Pasta, mounting namespace: borrowing Descriptor, on name: String) throws(NetworkingError) {
        let messages = try networking("start \(pasta.program)") { () throws(SystemCallError) in
            try memoryFile("pasta messages")
        }
        let side = try networking("start \(pasta.program)") { () throws(SystemCallError) in try cloneProcess(.mount) }
        switch consume side {
        case .child:
            do throws(SystemCallError) {
                try mount(source: nil, on: "/", flags: [.recursive, .private])
                try mount(source: namespace.procPath, on: name, flags: .bind)
                let pasta = try Self.spawn(pasta, name, nil, messages)
                CurrentProcess.exit(try waitForChild(.process(pasta))?.end.code ?? 1)
            } catch {
                _ = try? messages.write("\(error)\n")  // the code tells that it failed
                CurrentProcess.exit(1)
            }
        case .parent(let process, _): self.process = process
        }
        self.messages = messages
    }

    private static func spawn(
        _ pasta: Pasta, _ namespace: String, _ userNamespace: String?, _ messages: borrowing Descriptor
    ) throws(SystemCallError) -> CInt {
        try spawnProgram(
            pasta.program, arguments: pasta.arguments(for: namespace, userNamespace: userNamespace), environment: [],
            places: [
                DescriptorPlace(from: nil, to: 0), DescriptorPlace(from: messages.number, to: 1),
                DescriptorPlace(from: messages.number, to: 2),
            ])
    }

    /// Waits for the first process and judges how it ended.
    public consuming func wait() throws(NetworkingError) {
        let process = self.process
        let end = try networking("wait for pasta") { () throws(SystemCallError) in
            try waitForChild(.process(process))
        }
        if let end { try judge(end.end) }
    }

    /// Judges the end of the first process, which the caller has waited for.
    public consuming func judge(_ end: ProcessEnd) throws(NetworkingError) {
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
