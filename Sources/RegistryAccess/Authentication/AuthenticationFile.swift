internal import ImageTrust
internal import JSONText
internal import Linux

/// A file of registry credentials: `auth.json` of containers-auth.json(5), or Docker's `config.json`.
struct AuthenticationFile: Sendable {
    struct Place: Hashable, Sendable {
        let path: String
        /// The user named it: it must be there.
        var isRequired = false
        /// `.dockercfg`: the map of registries is the whole file.
        var isLegacy = false
    }

    private struct Contents: Decodable {
        struct Entry: Decodable {
            var auth: String?
            var username: String?
            var password: String?
            var identitytoken: String?
        }
        var auths: [String: Entry]?
        var credsStore: String?
        var credHelpers: [String: String]?
    }

    private let path: String
    private let contents: Contents
    private let environment: [String: String]

    /// The files to look into, in order.
    static func places(explicit: String?, environment: [String: String], user: UInt32) -> [Place] {
        func value(_ name: String) -> String? {
            guard let text = environment[name], !text.isEmpty else { return nil }
            return text
        }
        if let explicit = explicit ?? value("REGISTRY_AUTH_FILE") { return [Place(path: explicit, isRequired: true)] }
        var places = [Place(path: defaultPath(environment: environment, user: user))]
        let home = value("HOME")
        if let configuration = value("XDG_CONFIG_HOME") ?? home.map({ "\($0)/.config" }) {
            places.append(Place(path: "\(configuration)/containers/auth.json"))
        }
        if let docker = value("DOCKER_CONFIG") ?? home.map({ "\($0)/.docker" }) {
            places.append(Place(path: "\(docker)/config.json"))
        }
        if let home { places.append(Place(path: "\(home)/.dockercfg", isLegacy: true)) }
        return places
    }

    /// Where `login` writes: a directory that the boot or the session empties.
    static func defaultPath(environment: [String: String], user: UInt32) -> String {
        if let runtime = environment["XDG_RUNTIME_DIR"], !runtime.isEmpty { return "\(runtime)/containers/auth.json" }
        return "/run/containers/\(user)/auth.json"
    }

    /// Nil where there is no such file, and it need not be there.
    init?(reading place: Place, environment: [String: String]) throws(RegistryError) {
        self.environment = environment
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(place.path, limit: 4 << 20) } catch {
            if !place.isRequired, [.noEntry, .notDirectory, .access].contains(error.errno) { return nil }
            throw RegistryError(
                .credentials, doing: "read credentials from", subject: place.path, cause: error.errno.words)
        }
        path = place.path
        // An empty file is what some tools leave after the last logout.
        if bytes.allSatisfy({ [9, 10, 13, 32].contains($0) }) {
            contents = Contents()
            return
        }
        do throws(JSONError) {
            contents =
                place.isLegacy
                ? Contents(auths: try JSON.decode([String: Contents.Entry].self, from: bytes))
                : try JSON.decode(Contents.self, from: bytes)
        } catch {
            throw RegistryError(
                .credentials, doing: "read credentials from", subject: place.path, cause: "\(error)",
                advice: "Repair the file, or remove it and log in again")
        }
    }

    /// The most specific entry: `host/name/space/repository`, then shorter, then the host in any spelling.
    func credentials(registry: String, repository: String) throws(RegistryError) -> RegistryCredentials? {
        let keys = Self.keys(registry: registry, repository: repository)
        for key in keys {
            if let helper = contents.credHelpers?[key] {
                return try CredentialHelper(name: helper, environment: environment).get(server: key)
            }
        }
        if let store = contents.credsStore, !store.isEmpty {
            // Docker keeps Docker Hub under the address of its first index.
            let server = registry == "docker.io" ? "https://index.docker.io/v1/" : registry
            if let found = try CredentialHelper(name: store, environment: environment).get(server: server) {
                return found
            }
        }
        guard let auths = contents.auths else { return nil }
        for key in keys {
            if let entry = auths[key], let found = try credentials(entry, key: key) { return found }
        }
        let host = Self.normalizedHost(registry)
        for (key, entry) in auths.sorted(by: { $0.key < $1.key }) where Self.hostOnly(key) == host {
            if let found = try credentials(entry, key: key) { return found }
        }
        return nil
    }

    private func credentials(_ entry: Contents.Entry, key: String) throws(RegistryError) -> RegistryCredentials? {
        var user = entry.username ?? ""
        var password = entry.password ?? ""
        if let auth = entry.auth, !auth.isEmpty {
            guard let bytes = Base64.decode(auth.trimmingBlanks()) else { throw malformed(key) }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let colon = text.firstIndex(of: ":") else { throw malformed(key) }
            user = String(text[..<colon])
            // Docker pads with NUL.
            password = String(text[text.index(after: colon)...].reversed().drop { $0 == "\0" }.reversed())
        }
        let token = entry.identitytoken.flatMap { $0.isEmpty ? nil : $0 }
        // An empty entry stands for "look into the store".
        if user.isEmpty, token == nil { return nil }
        return RegistryCredentials(user: user, password: password, identityToken: token)
    }

    private func malformed(_ key: String) -> RegistryError {
        RegistryError(
            .credentials, doing: "read credentials from", subject: path,
            cause: "the entry \(key) is not Base64 of user:password", advice: "Log in to \(key) again")
    }

    static func keys(registry: String, repository: String) -> [String] {
        var keys: [String] = []
        var path = repository.isEmpty ? registry : "\(registry)/\(repository)"
        while true {
            keys.append(path)
            guard let slash = path.lastIndex(of: "/") else { return keys }
            path = String(path[..<slash])
        }
    }

    /// All names of Docker Hub are one.
    static func normalizedHost(_ host: String) -> String {
        ["docker.io", "registry-1.docker.io"].contains(host) ? "index.docker.io" : host
    }

    /// The host of a key in Docker's old form `https://host/v1/`; a key with a name space in the new form is none.
    private static func hostOnly(_ key: String) -> String? {
        guard let scheme = key.firstRange(of: "://") else {
            return key.contains("/") ? nil : normalizedHost(key)
        }
        return normalizedHost(String(key[scheme.upperBound...].prefix { $0 != "/" }))
    }
}
