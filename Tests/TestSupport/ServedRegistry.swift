import Glibc
import Linux

/// `apus registry serve` on loopback, killed with this value.
package final class ServedRegistry {
    package private(set) var port = 0
    package let path: String
    package private(set) var process: CInt = 0
    private let arguments: [String]

    package struct DidNotStart: Error { package let errors: String }

    /// - Parameters:
    ///   - options: besides the address. `$DIR` in them is a directory of the registry's own.
    ///   - global: before the verb.
    ///   - prepare: makes what the server needs in its directory.
    package init(
        _ options: [String] = ["$DIR/data"], global: [String] = [], port: Int = 0, prepare: (String) throws -> Void = { _ in }
    ) throws {
        path = "/tmp/apus-served-\(CurrentProcess.identifier)-\(UInt32.random(in: 0...UInt32.max))"
        try makeDirectories(path, mode: 0o700)
        let path = self.path
        arguments = global + ["registry", "serve", "--log-requests"] + options.map { $0.replacing("$DIR", with: path) }
        self.port = port
        try prepare(path)
        try start()
    }

    /// Starts the server, anew on the port that it had.
    package func start() throws {
        guard let directory = TestedEngine.builtDirectory else { throw DidNotStart(errors: "no engine was built") }
        let out = try open(path + "/address", [.writeOnly, .create, .truncate], mode: 0o600)
        let errors = try open(path + "/log", [.writeOnly, .create, .append], mode: 0o600)
        process = try spawnProgram(
            directory + "/apus", arguments: ["apus"] + arguments + ["--listen", "127.0.0.1:\(port)"],
            environment: ["PATH=/usr/bin:/bin", "HOME=/root"],
            places: [
                DescriptorPlace(from: nil, to: 0), DescriptorPlace(from: out.number, to: 1), DescriptorPlace(from: errors.number, to: 2),
            ], newSession: true)
        for _ in 0..<500 {
            pause(milliseconds: 20)
            let text = trimmed(String(decoding: try readFile(path + "/address"), as: UTF8.self))
            if let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) {
                self.port = port
                return
            }
            if (try? waitForChild(.process(process), block: false)) != nil {
                process = 0
                break
            }
        }
        throw DidNotStart(errors: log)
    }

    package var address: String { "127.0.0.1:\(port)" }

    /// What it wrote to standard error.
    package var log: String { (try? readFile(path + "/log")).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// Its exit code, after a signal.
    @discardableResult
    package func stop(_ signal: CInt = SIGKILL) -> Int32? {
        guard process > 0 else { return nil }
        kill(process, signal)
        // It is our child; another answer than its end tells nothing that a test needs.
        let code = (try? waitForChild(.process(process)))?.end.code
        process = 0
        return code
    }

    deinit {
        stop()
        _ = try? removeTree(path)
    }
}
