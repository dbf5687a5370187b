internal import JSONText
internal import Linux

/// A program `docker-credential-NAME` that keeps credentials, spoken to by the protocol of docker-credential-helpers.
struct CredentialHelper: Sendable {
    let name: String
    let environment: [String: String]

    private struct Answer: Decodable {
        var Username: String?
        var Secret: String?
    }

    /// Nil when the helper knows the server not.
    func get(server: String) throws(RegistryError) -> RegistryCredentials? {
        let (end, output) = try run("get", input: Array(server.utf8))
        guard end == .exited(0) else {
            let said = printable(String(decoding: output, as: UTF8.self)).trimmingBlanks()
            if said.contains("credentials not found") || said.isEmpty { return nil }
            throw refusal("it says: \(said)")
        }
        guard let answer = try? JSON.decode(Answer.self, from: output), let secret = answer.Secret else {
            throw refusal("its answer is not the JSON that the protocol wants")
        }
        let user = answer.Username ?? ""
        if user.isEmpty, secret.isEmpty { return nil }
        // The name that the protocol gives to a refresh token.
        return user == "<token>"
            ? RegistryCredentials(user: user, password: "", identityToken: secret)
            : RegistryCredentials(user: user, password: secret)
    }

    func store(server: String, _ credentials: RegistryCredentials) throws(RegistryError) {
        let entry: JSONValue = [
            "ServerURL": .string(server), "Username": .string(credentials.user),
            "Secret": .string(credentials.password),
        ]
        let input: [UInt8]
        do throws(JSONError) { input = try JSON.encode(entry) } catch { throw refusal("\(error)") }
        let (end, output) = try run("store", input: input)
        guard end == .exited(0) else { throw refusal("it says: \(printable(String(decoding: output, as: UTF8.self)))") }
    }

    /// False when there was nothing to forget.
    func erase(server: String) throws(RegistryError) -> Bool {
        try run("erase", input: Array(server.utf8)).end == .exited(0)
    }

    private func refusal(_ cause: String) -> RegistryError {
        RegistryError(
            .credentials, doing: "ask the credential helper", subject: "docker-credential-\(name)", cause: cause)
    }

    private func run(
        _ action: String, input: [UInt8]
    ) throws(RegistryError) -> (end: ProcessEnd, output: [UInt8]) {
        guard !name.isEmpty, !name.contains("/"), let program = find() else {
            throw RegistryError(
                .credentials, doing: "ask the credential helper", subject: "docker-credential-\(name)",
                cause: "there is no such program in PATH",
                advice: "Install it, or take its name out of the authentication file")
        }
        do throws(SystemCallError) {
            let question = try Pipe()
            let answer = try Pipe()
            let process = try spawnProgram(
                program, arguments: ["docker-credential-\(name)", action],
                environment: environment.map { "\($0.key)=\($0.value)" },
                places: [
                    DescriptorPlace(from: question.readEnd.number, to: 0),
                    DescriptorPlace(from: answer.writeEnd.number, to: 1),
                    DescriptorPlace(from: 2, to: 2),
                ])
            let output = try Self.talk(question, answer, input)
            let end = try waitForChild(.process(process))?.end ?? .exited(0)
            return (end, output)
        } catch { throw refusal(error.description) }
    }

    /// Writes the question, closes our side, and reads the answer to its end. A question fits into a pipe.
    private static func talk(
        _ question: consuming Pipe, _ answer: consuming Pipe, _ input: [UInt8]
    ) throws(SystemCallError) -> [UInt8] {
        // The ends that are the helper's have to be closed here, or there would be no end to read.
        let questionEnd = try question.writeEnd.duplicate()
        let answerEnd = try answer.readEnd.duplicate()
        drop(question)
        drop(answer)
        do throws(SystemCallError) { try questionEnd.write(input) } catch {
            // A helper that ended without reading tells why on its output.
            if error.errno != .brokenPipe { throw error }
        }
        drop(questionEnd)
        return try answerEnd.readAll(limit: 1 << 20)
    }

    private static func drop<Resource: ~Copyable>(_ resource: consuming Resource) {}

    private func find() -> String? {
        let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        for directory in path.split(separator: ":") {
            let candidate = "\(directory)/docker-credential-\(name)"
            // What cannot be looked at cannot be run either.
            if let found = try? status(of: candidate), found.kind == .file, found.permissions & 0o111 != 0 {
                return candidate
            }
        }
        return nil
    }
}
