internal import ImageTrust
internal import JSONText
internal import Linux

/// Changes the authentication file: what `login` and `logout` do to it. What else stands in it stays.
struct LoginFile: Sendable {
    let path: String
    private let environment: [String: String]
    private let isDocker: Bool
    private var contents: JSONValue

    /// - Parameter isDocker: Docker Hub has the name that docker gives it.
    init(path: String, environment: [String: String], isDocker: Bool = false) throws(RegistryError) {
        self.path = path
        self.environment = environment
        self.isDocker = isDocker
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(path, limit: 4 << 20) } catch {
            guard error.errno == .noEntry else {
                throw RegistryError(
                    .credentials, doing: "read credentials from", subject: path, cause: error.errno.words)
            }
            bytes = []
        }
        do throws(JSONError) {
            contents = bytes.allSatisfy { [9, 10, 13, 32].contains($0) } ? [:] : try JSONValue(parsing: bytes)
        } catch {
            throw RegistryError(
                .credentials, doing: "read credentials from", subject: path, cause: "\(error)",
                advice: "Repair the file, or remove it and log in again")
        }
    }

    /// The helper that keeps the credentials of this registry, if the file names one.
    private func helper(_ key: String) -> CredentialHelper? {
        let name = contents["credHelpers"]?[key]?.stringValue ?? contents["credsStore"]?.stringValue ?? ""
        return name.isEmpty ? nil : CredentialHelper(name: name, environment: environment)
    }

    private func serverName(_ key: String) -> String { key == "docker.io" ? "https://index.docker.io/v1/" : key }

    mutating func add(_ key: String, _ credentials: RegistryCredentials) throws(RegistryError) {
        if let helper = helper(key) { return try helper.store(server: serverName(key), credentials) }
        var auths = contents["auths"] ?? [:]
        if isDocker, key.contains("/") {
            throw RegistryError(
                .credentials, doing: "write credentials to", subject: path, cause: "docker keeps none for a name space (\(key))",
                advice: "Log in to the registry, or use --authfile")
        }
        auths[isDocker ? serverName(key) : key] = [
            "auth": .string(Base64.encode("\(credentials.user):\(credentials.password)".utf8))
        ]
        contents["auths"] = auths
        try write()
    }

    /// False when there was no entry.
    mutating func remove(_ key: String) throws(RegistryError) -> Bool {
        var found = false
        if let helper = helper(key) { found = try helper.erase(server: serverName(key)) }
        var auths = contents["auths"] ?? [:]
        for name in [key] + (key == "docker.io" ? ["https://index.docker.io/v1/", "index.docker.io"] : [])
        where auths[name] != nil {
            auths[name] = nil
            found = true
        }
        guard found else { return false }
        contents["auths"] = auths
        try write()
        return true
    }

    /// Forgets all registries.
    mutating func removeAll() throws(RegistryError) {
        for (key, value) in contents["credHelpers"]?.objectValue.map({ $0.map { ($0.key, $0.value) } }) ?? [] {
            guard let name = value.stringValue else { continue }
            _ = try CredentialHelper(name: name, environment: environment).erase(server: serverName(key))
        }
        contents["auths"] = [:]
        try write()
    }

    private func write() throws(RegistryError) {
        do {
            let text = try JSON.encode(contents, pretty: true, indent: .tab) + [10]
            if let slash = path.lastIndex(of: "/") { try makeDirectories(String(path[..<slash]), mode: 0o700) }
            try replaceFile(path, with: text, mode: 0o600, flush: true)
        } catch {
            throw RegistryError(.credentials, doing: "write credentials to", subject: path, cause: "\(error)")
        }
    }
}
