internal import Linux

/// The older packet filter of the kernel (x_tables), which nfnetlink does not reach: only iptables-legacy(8) changes it.
///
/// It is asked only when a network is made or repaired, since each call costs milliseconds.
enum LegacyFirewall {
    /// Whether this network namespace has a filter table of the older kind; reading that makes none.
    static var isInUse: Bool {
        // The file is there only where the module is loaded.
        guard let names = try? readFile("/proc/thread-self/net/ip_tables_names", limit: 4096) else { return false }
        return names.split(separator: UInt8(ascii: "\n")).contains { $0.elementsEqual("filter".utf8) }
    }

    /// Puts our accepts before the rules that may drop, and answers what an administrator has to do where it cannot.
    static func admit(_ network: NetworkConfiguration) throws(NetworkingError) -> [String] {
        guard isInUse else { return [] }
        guard let program = program() else {
            return [
                "the host has iptables rules of the older kind, and no iptables-legacy: if they drop forwarded packets, "
                    + "accept those with -i or -o \(network.bridge)"
            ]
        }
        guard let chain = try chain(program) else { return [] }
        for match in matches(network) where try run(program, ["-C", chain] + match).status != 0 {
            let result = try run(program, ["-I", chain] + match)
            if result.status != 0 {
                throw NetworkingError(
                    .program, doing: "let network \(network.name) through the firewall",
                    cause: "\(program) -I \(chain): \(result.output)")
            }
        }
        return []
    }

    /// Takes our accepts away again.
    static func leave(_ network: NetworkConfiguration) throws(NetworkingError) {
        guard isInUse, let program = program() else { return }
        for chain in ["DOCKER-USER", "FORWARD"] {
            for match in matches(network) {
                var rounds = 0
                while rounds < 16, try run(program, ["-D", chain] + match).status == 0 { rounds += 1 }
            }
        }
    }

    /// DOCKER-USER where it is, FORWARD where that drops by policy, else none.
    private static func chain(_ program: String) throws(NetworkingError) -> String? {
        if try run(program, ["-S", "DOCKER-USER"]).status == 0 { return "DOCKER-USER" }
        return try run(program, ["-S", "FORWARD"]).output.hasPrefix("-P FORWARD DROP") ? "FORWARD" : nil
    }

    private static func matches(_ network: NetworkConfiguration) -> [[String]] {
        let (input, output) = (["-i", network.bridge], ["-o", network.bridge])
        let accept = ["-j", "ACCEPT"]
        return network.isInternal ? [input + output + accept] : [input + accept, output + accept]
    }

    private static func program() -> String? {
        ["/usr/sbin/iptables-legacy", "/sbin/iptables-legacy", "/usr/bin/iptables-legacy"].first { mayExecute($0) }
    }

    /// `-w`: others may be at the table, it waits for its lock, at most five seconds.
    private static func run(
        _ program: String, _ arguments: [String]
    ) throws(NetworkingError) -> (status: CInt, output: String) {
        try networking("run \(program)") { () throws(SystemCallError) in
            let file = try memoryFile("iptables output")
            let number = file.number
            let process = try spawnProgram(
                program, arguments: [program, "-w", "5"] + arguments,
                environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
                places: [
                    DescriptorPlace(from: nil, to: 0), DescriptorPlace(from: number, to: 1),
                    DescriptorPlace(from: number, to: 2),
                ])
            let end = try waitForChild(.process(process))
            try file.seek(to: 0)
            return (end?.end.code ?? 1, String(decoding: try file.readAll(limit: 1 << 20), as: UTF8.self))
        }
    }
}
