/// Who may do what.
struct AccessRules: Sendable {
    /// Nil lets everybody in.
    let passwords: PasswordFile?
    /// Reading needs no password.
    let pullsAnonymously: Bool
    let isReadOnly: Bool
    let deletes: Bool
    private let failures = FailedLogins()

    init(passwords: PasswordFile?, pullsAnonymously: Bool, isReadOnly: Bool, deletes: Bool) {
        self.passwords = passwords
        self.pullsAnonymously = pullsAnonymously
        self.isReadOnly = isReadOnly
        self.deletes = deletes
    }

    enum Wish: Hashable { case look, read, write, delete }

    /// The user that asks; nil for nobody in particular.
    func admit(_ authorization: String?, from address: String, to wish: Wish) throws(RegistryServingError) -> String? {
        let user = try identify(authorization, from: address, to: wish)
        if isReadOnly, wish == .write || wish == .delete {
            throw RegistryServingError(.denied, "this registry is only for reading: it was started with --read-only")
        }
        if !deletes, wish == .delete {
            throw RegistryServingError(.unsupported, "nothing is deleted from this registry: it was started with --no-delete")
        }
        return user
    }

    private func identify(_ authorization: String?, from address: String, to wish: Wish) throws(RegistryServingError) -> String? {
        guard let passwords else { return nil }
        guard let authorization else {
            // Clients learn at the root that there are passwords.
            if pullsAnonymously, wish == .read { return nil }
            throw Self.unauthorized("a user name and a password are needed")
        }
        try failures.check(address)
        guard let credentials = BasicCredentials(authorization) else {
            throw Self.unauthorized("credentials are a user name and a password, by the scheme Basic")
        }
        guard try passwords.verify(credentials.user, credentials.password) else {
            failures.note(address)
            throw Self.unauthorized("the user name or the password is wrong")
        }
        return credentials.user
    }

    private static func unauthorized(_ why: String) -> RegistryServingError {
        var error = RegistryServingError(.unauthorized, why)
        error.headers["WWW-Authenticate"] = "Basic realm=\"apus registry\", charset=\"UTF-8\""
        return error
    }
}
