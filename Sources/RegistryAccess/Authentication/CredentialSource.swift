/// Finds the credentials for a repository: what the command was given, then the authentication files, in
/// containers-auth.json(5)'s order.
struct CredentialSource: Sendable {
    let given: RegistryCredentials?
    let files: [AuthenticationFile.Place]
    let environment: [String: String]

    init(given: RegistryCredentials?, explicitFile: String?, environment: [String: String], user: UInt32) {
        self.given = given
        self.environment = environment
        files = AuthenticationFile.places(explicit: explicitFile, environment: environment, user: user)
    }

    /// `registry` as in a reference ("docker.io", "localhost:5000"), `repository` without it.
    func credentials(registry: String, repository: String) throws(RegistryError) -> RegistryCredentials? {
        if let given { return given }
        for place in files {
            guard let file = try AuthenticationFile(reading: place, environment: environment) else { continue }
            if let found = try file.credentials(registry: registry, repository: repository) { return found }
        }
        return nil
    }
}
