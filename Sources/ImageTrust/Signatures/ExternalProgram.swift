internal import Linux

/// A program of others, such as `gpgv`, run to its end.
struct ExternalProgram {
    let name: String
    let environment: [String: String]

    struct Outcome {
        let isSuccess: Bool
        let output: [UInt8]
        /// What it complained of, for an error.
        let complaint: String
    }

    /// Runs it without input. Its output is of at most a megabyte. Complaints about what others wrote are not listened to:
    /// there might be more of them than is good.
    func run(_ arguments: [String], hearsComplaints: Bool = false) throws(TrustError) -> Outcome {
        guard let program = find() else {
            throw TrustError(
                .configuration, doing: "run", subject: name, cause: "there is no such program in PATH",
                advice: "Install it: simple signatures are checked with gpgv and made with gpg")
        }
        do throws(SystemCallError) {
            let output = try Pipe()
            let complaints = try Pipe()
            let process = try spawnProgram(
                program, arguments: [name] + arguments, environment: environment.map { "\($0.key)=\($0.value)" },
                places: [
                    DescriptorPlace(from: nil, to: 0), DescriptorPlace(from: output.writeEnd.number, to: 1),
                    DescriptorPlace(from: hearsComplaints ? complaints.writeEnd.number : nil, to: 2),
                ])
            let outputEnd = try output.readEnd.duplicate()
            let complaintEnd = try complaints.readEnd.duplicate()
            Self.close(output)
            Self.close(complaints)
            let bytes = try outputEnd.readAll(limit: 1 << 20)
            let words = try complaintEnd.readAll(limit: 1 << 20)
            let end = try waitForChild(.process(process))?.end
            return Outcome(
                isSuccess: end == .exited(0), output: bytes,
                complaint: visible(String(decoding: words, as: UTF8.self).split(separator: "\n").joined(separator: "; ")))
        } catch { throw TrustError(.configuration, doing: "run", subject: name, cause: error.description) }
    }

    /// Our copies of the program's ends, without which there would be no end to read.
    private static func close(_ pipe: consuming Pipe) {}

    private func find() -> String? {
        let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        for directory in path.split(separator: ":") where directory.hasPrefix("/") {
            let candidate = "\(directory)/\(name)"
            // What cannot be looked at cannot be run either.
            if let found = try? status(of: candidate), found.kind == .file, found.permissions & 0o111 != 0 { return candidate }
        }
        return nil
    }
}

/// A directory of our own for the files of another program, gone at the end.
struct ScratchDirectory: ~Copyable {
    let path: String

    init(_ environment: [String: String]) throws(TrustError) {
        let place = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        path = "\(place)/apus-trust-\(String(UInt64.random(in: 0 ... .max), radix: 16))"
        do throws(SystemCallError) { try makeDirectory(path, mode: 0o700) } catch {
            throw TrustError(.configuration, doing: "make the directory", subject: path, cause: error.errno.words)
        }
    }

    deinit { _ = try? removeTree(path) }  // what stays there holds no secret

    func write(_ name: String, _ bytes: [UInt8]) throws(TrustError) -> String {
        let file = "\(path)/\(name)"
        do throws(SystemCallError) { try writeNamedFile(file, with: bytes, mode: 0o600) } catch {
            throw TrustError(.configuration, doing: "write", subject: file, cause: error.errno.words)
        }
        return file
    }

    /// Nil where the program has left no such file: what it said tells why.
    func read(_ name: String, limit: Int) -> [UInt8]? { try? readFile("\(path)/\(name)", limit: limit) }
}
