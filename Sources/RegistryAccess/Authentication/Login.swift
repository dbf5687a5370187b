internal import Linux

extension RegistryOptions {
    /// The file that `login` writes and `logout` clears: the one that was named, else that of the session.
    var loginFilePath: String { namedLoginFile ?? AuthenticationFile.defaultPath(environment: environment, user: user) }

    fileprivate var namedLoginFile: String? {
        if let file = authenticationFile { return file }
        if let file = environment["REGISTRY_AUTH_FILE"], !file.isEmpty { return file }
        return nil
    }
}

extension RegistrySession {
    /// Checks credentials with the registry and keeps them; answers the path of the file.
    /// - Parameter registry: a host, or a host with a name space that the credentials are for.
    public static func login(
        _ registry: String, _ credentials: RegistryCredentials, options: RegistryOptions
    ) async throws(RegistryError) -> String {
        var options = options
        options.credentials = credentials
        let session = try RegistrySession(options)
        let host = Self.hostName(registry)
        let result: Result<Void, RegistryError>
        do throws(RegistryError) {
            result = .success(try await session.ping(host, doing: "log in to"))
        } catch { result = .failure(error) }
        await session.close()
        do throws(RegistryError) { try result.get() } catch {
            guard error.code == .unauthorized else { throw error }
            throw RegistryError(
                .unauthorized, doing: "log in to", subject: registry,
                cause: "the registry does not accept this user name and password")
        }
        // The first that is asked is the one that keeps.
        if !options.keepsLoginsAsDocker, let helper = session.configuration.credentialHelpers.first,
            helper != RegistriesConfiguration.authenticationFiles
        {
            try CredentialHelper(name: helper, environment: options.environment).store(server: Self.key(registry), credentials)
            return "docker-credential-\(helper)"
        }
        var file = try LoginFile(
            path: options.loginFilePath, environment: options.environment, isDocker: options.keepsLoginsAsDocker)
        try file.add(Self.key(registry), credentials)
        return options.loginFilePath
    }

    /// Forgets the credentials of a registry; false when there were none.
    public static func logout(_ registry: String, options: RegistryOptions) throws(RegistryError) -> Bool {
        var isKnown = false
        for helper in try Self.helpers(options) where helper != RegistriesConfiguration.authenticationFiles {
            if try CredentialHelper(name: helper, environment: options.environment).erase(server: Self.key(registry)) { isKnown = true }
        }
        var file = try LoginFile(
            path: options.loginFilePath, environment: options.environment, isDocker: options.keepsLoginsAsDocker)
        return try file.remove(Self.key(registry)) || isKnown
    }

    private static func helpers(_ options: RegistryOptions) throws(RegistryError) -> [String] {
        try RegistriesConfiguration(environment: options.environment, isRoot: options.user == 0).credentialHelpers
    }

    public static func logoutAll(options: RegistryOptions) throws(RegistryError) {
        var file = try LoginFile(
            path: options.loginFilePath, environment: options.environment, isDocker: options.keepsLoginsAsDocker)
        try file.removeAll()
    }

    /// The user that is known for a registry; nil when nobody is logged in.
    public static func loggedInUser(
        _ registry: String, options: RegistryOptions
    ) throws(RegistryError) -> String? {
        // A file that `login` is yet to write knows nobody.
        if let path = options.namedLoginFile, (try? exists(path)) == false { return nil }
        let source = CredentialSource(
            given: nil, explicitFile: options.authenticationFile, environment: options.environment, user: options.user,
            helpers: try Self.helpers(options))
        let key = Self.key(registry)
        let parts = key.split(separator: "/", maxSplits: 1).map(String.init)
        return try source.credentials(registry: parts[0], repository: parts.count > 1 ? parts[1] : "")?.user
    }

    /// Without the scheme that people copy from their browser, and in Docker Hub's one name.
    private static func key(_ registry: String) -> String {
        var text = registry[...]
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) { text = text.dropFirst(scheme.count) }
        while text.hasSuffix("/") { text = text.dropLast() }
        for other in ["index.docker.io/v1", "index.docker.io", "registry-1.docker.io"] where text == other {
            return "docker.io"
        }
        return String(text)
    }

    private static func hostName(_ registry: String) -> String { String(key(registry).prefix { $0 != "/" }) }
}
