internal import ContainerRuntime
internal import Linux

/// The rows of the host's `ps(1)` that are about some processes.
enum ProcessTable {
    static func rows(of processes: [Int32], options: [String]) throws(RuntimeError) -> String {
        let text = try output(options)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        guard !lines.isEmpty else { return "" }
        let header = lines.removeFirst()
        guard let column = header.split(separator: " ").firstIndex(of: "PID") else {
            throw RuntimeError(
                .invalidConfiguration, doing: "list processes with ps", subject: options.joined(separator: " "),
                cause: "its output has no column PID; add one, as with -o pid")
        }
        var rows = header + "\n"
        for line in lines {
            let words = line.split(separator: " ")
            guard column < words.count, let process = Int32(words[column]), processes.contains(process) else { continue }
            rows += line + "\n"
        }
        return String(rows)
    }

    private static func output(_ options: [String]) throws(RuntimeError) -> String {
        do throws(SystemCallError) {
            var program = "/usr/bin/ps"
            if try !exists(program) { program = "/bin/ps" }
            guard try exists(program) else {
                throw SystemCallError(
                    call: "execve", subject: "/usr/bin/ps (install procps, or use --format json)", errno: .noEntry)
            }
            let pipe = try Pipe()
            let child = try spawnProgram(
                program, arguments: ["ps"] + options, environment: currentEnvironment(),
                places: [DescriptorPlace(from: pipe.writeEnd.number, to: 1)])
            var numbers: (reading: CInt, writing: CInt) = (-1, -1)
            pipe.takeApart {
                numbers.reading = $0.release()
                numbers.writing = $1.release()
            }
            _ = Descriptor(owning: numbers.writing)
            let bytes = try Descriptor(owning: numbers.reading).readAll(limit: 64 << 20)
            if let ended = try waitForChild(.process(child)), ended.end != .exited(0) {
                throw SystemCallError(
                    call: "ps \(options.joined(separator: " "))", subject: "it ended with \(ended.end.code)", errno: .invalid)
            }
            return String(decoding: bytes, as: UTF8.self)
        } catch { throw RuntimeError(.refused, doing: "list processes with ps", cause: "\(error)") }
    }
}
