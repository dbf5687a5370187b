internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux
internal import RegistryAccess

/// `apus login`: makes oneself known to a registry.
enum LoginCommand {
    struct Options {
        var user: String?
        var password: String?
        var passwordFromInput = false
        var showsLogin = false
        var verbose = false
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("login", "Log in to a registry", heading: "Registries") {
        Verb(
            usage: "[REGISTRY]",
            description: """
                Checks a user name and a password with a registry and keeps them for pull, push and others, in the file that \
                podman, buildah and skopeo read too. Without a registry it is docker.io. What is not given is asked for.
                """,
            examples: [
                "apus login registry.example.com", "apus login -u me --password-stdin registry.example.com < password",
                "apus login --get-login registry.example.com",
            ],
            operands: .atMost(1), options: rows, initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in try run(call.options, call.operands.first, call.globals) }
        }
    }

    private static var rows: [OptionRow<Options>] {
        [
            .string("username", short: "u", "name", "The user") { $0.user = $1 },
            .string("password", short: "p", "password", "The password; others on this machine may see it here") {
                $0.password = $1
            },
            .flag("password-stdin", "Read the password from standard input") { $0.passwordFromInput = $1 },
            .flag("get-login", "Print the user that is logged in, and do nothing else") { $0.showsLogin = $1 },
            .flag("verbose", short: "v", "Tell which file is written") { $0.verbose = $1 },
            .later("secret", "name", "secrets"),
        ] + RegistryFlags.loginRows(\.registry)
    }

    private static func run(_ options: Options, _ operand: String?, _ globals: Globals) throws(EngineError) -> Int32 {
        let engine = try globals.engine()
        let registry = operand ?? RegistryCommands.standard
        let settings = try options.registry.options(engine)
        let known = try engine.loggedInUser(registry, options: settings)
        if options.showsLogin {
            guard let known else { throw EngineError(.notFound, "not logged into \(registry)") }
            Console.print(known)
            return 0
        }
        let credentials = try credentials(options, known)
        let path = try engine.login(registry, credentials, options: settings)
        if options.verbose { Console.complain("Used: \(path)") }
        Console.print("Login Succeeded!")
        return 0
    }

    private static func credentials(_ options: Options, _ known: String?) throws(EngineError) -> RegistryCredentials {
        if options.passwordFromInput {
            guard options.password == nil else {
                throw EngineError(.invalid, "can't specify both --password-stdin and --password")
            }
            guard let user = options.user else {
                throw EngineError(.invalid, "must provide --username with --password-stdin")
            }
            return RegistryCredentials(user: user, password: try SecretInput.all())
        }
        let user: String
        if let given = options.user {
            user = given
        } else {
            let typed = try SecretInput.ask("Username\(known.map { " (\($0))" } ?? ""): ", hidden: false)
            user = typed.isEmpty ? known ?? "" : typed
        }
        guard !user.isEmpty else { throw EngineError(.invalid, "a user name is needed: give --username") }
        let password: String
        if let given = options.password {
            password = given
        } else {
            password = try SecretInput.ask("Password: ", hidden: true)
        }
        guard !password.isEmpty else { throw EngineError(.invalid, "a password is needed: give --password-stdin") }
        return RegistryCredentials(user: user, password: password)
    }
}
