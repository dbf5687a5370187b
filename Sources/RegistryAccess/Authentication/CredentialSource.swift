/// Finds the credentials for a repository: what the command was given, then the authentication files, in
/// containers-auth.json(5)'s order.
struct CredentialSource: Sendable {
    let given: RegistryCredentials?
    let files: [AuthenticationFile.Place]
    let environment: [String: String]
    /// `credential-helpers` of registries.conf.
    let helpers: [String]

    init(
        given: RegistryCredentials?, explicitFile: String?, environment: [String: String], user: UInt32,
        helpers: [String] = [RegistriesConfiguration.authenticationFiles]
    ) {
        self.given = given
        self.helpers = helpers
        self.environment = environment
        files = AuthenticationFile.places(explicit: explicitFile, environment: environment, user: user)
    }

    /// `registry` as in a reference ("docker.io", "localhost:5000"), `repository` without it.
    /// - Parameter includingGiven: false for a mirror: what the command was given is for the registry alone.
    func credentials(
        registry: String, repository: String, includingGiven: Bool = true
    ) throws(RegistryError) -> RegistryCredentials? {
        if let given, includingGiven { return given }
        for helper in helpers {
            if helper == RegistriesConfiguration.authenticationFiles {
                if let found = try filed(registry, repository) { return found }
            } else if let found = try CredentialHelper(name: helper, environment: environment).get(server: registry) {
                return found
            }
        }
        return nil
    }

    private func filed(_ registry: String, _ repository: String) throws(RegistryError) -> RegistryCredentials? {
        for place in files {
            guard let file = try AuthenticationFile(reading: place, environment: environment) else { continue }
            if let found = try file.credentials(registry: registry, repository: repository) { return found }
        }
        return nil
    }
}
