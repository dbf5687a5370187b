internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux
internal import RegistryServing

/// `apus registry serve`: a registry from a folder or from the image store.
enum RegistryServeCommand {
    struct Options {
        var listen = "127.0.0.1:5000"
        var servesStore = false
        var certificate: String?
        var key: String?
        var passwords: String?
        var pullsAnonymously = false
        var readOnly = false
        var keepsAll = false
        var logs = false
        var idle: Int64 = 60_000_000_000
    }

    static let command = Command<Globals>.verb("serve", "Serve a registry") {
        Verb(
            usage: "[DIR]",
            description: """
                Serves images by the distribution protocol, until it is told to end by SIGTERM or SIGINT: then it takes no more \
                requests and lets those that run come to their end. They lie in DIR, which is made, or with --store in the image \
                store: what is pushed is then an image under the registry's address, and every image of the store can be pulled.

                The address is printed when the registry listens.
                """,
            examples: [
                "apus registry serve /srv/registry",
                "apus registry serve --listen 0.0.0.0:443 --tls-certificate tls.pem --tls-key key.pem --htpasswd users /srv/registry",
                "apus registry serve --store --read-only",
            ],
            operands: .atMost(1), completes: [.directories], options: rows, initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in try run(call.options, call.operands.first, call.globals) }
        }
    }

    private static var rows: [OptionRow<Options>] {
        [
            .string("listen", "address:port", "Where to listen; port 0 takes a free one", default: "127.0.0.1:5000") { $0.listen = $1 },
            .flag("store", "Serve the image store instead of a directory") { $0.servesStore = $1 },
            .string("tls-certificate", "file", "The certificate chain, in PEM", completes: .files) { $0.certificate = $1 },
            .string("tls-key", "file", "The private key of the certificate, in PEM", completes: .files) { $0.key = $1 },
            .string("htpasswd", "file", "Let in only the users of this file; made by htpasswd -B", completes: .files) {
                $0.passwords = $1
            },
            .flag("anonymous-pull", "Let everybody read, and only users of --htpasswd write") { $0.pullsAnonymously = $1 },
            .flag("read-only", "Take and delete nothing") { $0.readOnly = $1 },
            .flag("no-delete", "Delete nothing") { $0.keepsAll = $1 },
            .flag("log-requests", "Write a line for every request to standard error, not only for those that the registry failed on") {
                $0.logs = $1
            },
            .duration("idle-timeout", "duration", "Close connections on which nothing happens for so long", default: "1m") { $0.idle = $1 },
        ]
    }

    private static func run(_ options: Options, _ directory: String?, _ globals: Globals) throws(EngineError) -> Int32 {
        var settings = RegistryServerSettings(place: try place(options, directory, globals))
        try registering { () throws(RegistryServingError) in try settings.listen(on: options.listen) }
        settings.certificate = options.certificate
        settings.key = options.key
        settings.passwordFile = options.passwords
        settings.pullsAnonymously = options.pullsAnonymously
        settings.isReadOnly = options.readOnly
        settings.deletes = !options.keepsAll
        guard options.idle >= 1_000_000 else { throw EngineError(.invalid, "--idle-timeout is a time above zero, such as 1m") }
        settings.idleMilliseconds = options.idle / 1_000_000
        if options.pullsAnonymously, options.passwords == nil {
            throw EngineError(.invalid, "--anonymous-pull lets in who is not in --htpasswd: give that too")
        }
        settings.log = { Console.write($0, to: 2) }
        settings.logsAll = options.logs
        let signals = try preparedProcess()
        pinNameService()
        if options.passwords != nil, options.certificate == nil, !settings.host.hasPrefix("127."), settings.host != "::1" {
            Console.warn("passwords come unencrypted to \(options.listen): give --tls-certificate and --tls-key")
        }
        let server = try registering { () throws(RegistryServingError) in try RegistryServer(settings) }
        Console.print(server.address)
        do throws(SystemCallError) {
            _ = try signals.read()
            // Another signal ends it at once.
            try signals.previousMask.makeMask()
        } catch { throw EngineError("waiting for a signal", error) }
        server.end()
        return 0
    }

    /// Before there are threads, which are to leave the signals to this one.
    private static func preparedProcess() throws(EngineError) -> SignalDescriptor {
        do throws(SystemCallError) {
            let signals = try SignalDescriptor(SignalSet(SignalNumber.terminate, SignalNumber.interrupt))
            try signals.descriptor.setNonBlocking(false)
            try SignalSet.setAction(of: SignalNumber.pipe, ignoring: true)
            // A thousand files are a few hundred clients.
            let files = try ResourceLimit.current(.openFiles)
            try ResourceLimit(soft: max(files.soft, min(files.hard, 65536)), hard: files.hard).apply(to: .openFiles)
            return signals
        } catch { throw EngineError("serving a registry", error) }
    }

    private static func place(
        _ options: Options, _ directory: String?, _ globals: Globals
    ) throws(EngineError) -> RegistryServerSettings.Place {
        switch (options.servesStore, directory) {
        case (true, nil): return .store(try globals.engine().images)
        case (false, let directory?):
            return .folder(directory.hasPrefix("/") ? directory : try Console.currentDirectory() + "/" + directory)
        case (true, _?): throw EngineError(.invalid, "--store serves the image store: give no directory with it")
        case (false, nil): throw EngineError(.invalid, "a directory to serve is needed, or --store for the image store")
        }
    }

    /// Runs a step of the registry and throws its error on as the engine's.
    static func registering<Value>(_ body: () throws(RegistryServingError) -> Value) throws(EngineError) -> Value {
        do throws(RegistryServingError) { return try body() } catch { throw EngineError(.system, error.description) }
    }
}
