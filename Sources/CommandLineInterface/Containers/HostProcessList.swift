internal import ContainerEngine
internal import Linux

/// The host's ps(1), of whose lines only those about certain processes are shown, as `docker top` does.
enum HostProcessList {
    private static let programs = ["/usr/bin/ps", "/bin/ps"]

    static func show(_ arguments: [String], of processes: [Int32]) throws(EngineError) -> Int32 {
        guard let program = programs.first(where: { (try? exists($0)) == true }) else {
            throw EngineError(
                .unsupported,
                "ps(1) is not on this host, and not every column is one that apus knows: install the package procps")
        }
        let output: [UInt8]
        let code: Int32
        do throws(SystemCallError) { (output, code) = try run(program, arguments) } catch {
            throw EngineError("running \(program)", error)
        }
        guard code == 0 else {
            throw EngineError(.invalid, "\(program) \(arguments.joined(separator: " ")) ended with \(code)")
        }
        Console.write(try select(String(decoding: output, as: UTF8.self), processes), to: 1)
        return 0
    }

    /// The heading and the lines whose PID is one of the processes.
    static func select(_ text: String, _ processes: [Int32]) throws(EngineError) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        guard !lines.isEmpty else { return "" }
        let heading = lines.removeFirst()
        guard let column = heading.split(separator: " ").firstIndex(of: "PID") else {
            throw EngineError(.invalid, "couldn't find PID field in ps output: have ps show it, as in -o pid,comm")
        }
        let wanted = Set(processes.map { String($0) })
        var result = heading + "\n"
        for line in lines {
            let fields = line.split(separator: " ")
            if fields.count > column, wanted.contains(String(fields[column])) { result += line + "\n" }
        }
        return String(result)
    }

    private static func run(_ program: String, _ arguments: [String]) throws(SystemCallError) -> ([UInt8], Int32) {
        let pipe = try Pipe()
        let pid = try spawnProgram(
            program, arguments: ["ps"] + arguments, environment: currentEnvironment(),
            places: [
                DescriptorPlace(from: nil, to: 0), DescriptorPlace(from: pipe.writeEnd.number, to: 1),
                DescriptorPlace(from: 2, to: 2),
            ])
        var reading: Descriptor?
        pipe.takeApart { read, write in
            reading = consume read; _ = consume write
        }
        var bytes: [UInt8] = []
        if let reading = reading.take() {
            while true {
                let block = try reading.read(upTo: 1 << 16)
                if block.isEmpty { break }
                bytes += block
            }
        }
        return (bytes, try waitForChild(.process(pid))?.end.code ?? 0)
    }
}
