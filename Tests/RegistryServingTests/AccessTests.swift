import Testing

@testable import RegistryServing

@Suite struct AccessTests {
    // made with the cost 4, to be quick
    private let hash = "$2y$04$abcdefghijklmnopqrstuuRsB7q5mXBbD2VSYSGxjn8L4QnB5EG9y"

    @Test func `passwords are compared by bcrypt`() {
        // from the test vectors of crypt_blowfish
        let known = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
        #expect(PasswordHash.isBcrypt(known))
        #expect(PasswordHash.verify("U*U", against: known))
        #expect(PasswordHash.verify("U*U", against: "$2y$" + known.dropFirst(4)))
        #expect(!PasswordHash.verify("U*U*", against: known))
        #expect(!PasswordHash.verify("U*U\0", against: known))
    }

    @Test(arguments: ["$apr1$x$y", "{SHA}abc", "plain", "$1$abc$def", "$2y$99$" + String(repeating: "a", count: 53)])
    func `a file with hashes of other kinds is refused with the name of the user`(other: String) {
        let error = #expect(throws: RegistryServingError.self) { try PasswordFile.parse("a:\(hash)\nme:\(other)\n", "users") }
        #expect(error?.message.contains("user me in line 2") == true)
    }

    @Test func `comments and empty lines of a file are passed over`() throws {
        #expect(try PasswordFile.parse("# all\n\nme:\(hash)\r\n", "users") == ["me": hash])
        #expect(throws: RegistryServingError.self) { try PasswordFile.parse("me\n", "users") }
    }

    @Test func `credentials are taken out of their header`() {
        #expect(BasicCredentials("Basic bWU6b3BlbjpzZXNhbWU=")?.user == "me")
        #expect(BasicCredentials("basic bWU6b3BlbjpzZXNhbWU")?.password == "open:sesame")
        for header in ["Bearer x", "Basic", "Basic ?", "Basic bWU=", "Basic /////w=="] { #expect(BasicCredentials(header) == nil) }
    }

    @Test func `who guesses has to wait a minute`() throws {
        let failures = FailedLogins()
        for _ in 0..<FailedLogins.limit { failures.note("10.0.0.1", now: 1000) }
        let error = #expect(throws: RegistryServingError.self) { try failures.check("10.0.0.1", now: 1030) }
        #expect(error?.code == .tooManyRequests)
        #expect(error?.headers["Retry-After"] == "30")
        try failures.check("10.0.0.2", now: 1030)
        try failures.check("10.0.0.1", now: 1060)
    }

    @Test func `a registry that is only read refuses the rest`() throws {
        let rules = AccessRules(passwords: nil, pullsAnonymously: false, isReadOnly: true, deletes: true)
        #expect(try rules.admit(nil, from: "-", to: .read) == nil)
        #expect(throws: RegistryServingError.self) { try rules.admit(nil, from: "-", to: .write) }
        let keeping = AccessRules(passwords: nil, pullsAnonymously: false, isReadOnly: false, deletes: false)
        let error = #expect(throws: RegistryServingError.self) { try keeping.admit(nil, from: "-", to: .delete) }
        #expect(error?.code == .unsupported)
        #expect(error?.status == 405)
        #expect(try keeping.admit(nil, from: "-", to: .write) == nil)
    }
}
