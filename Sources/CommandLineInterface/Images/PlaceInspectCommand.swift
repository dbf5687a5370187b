internal import CommandLineGrammar
internal import ContainerEngine
internal import JSONText
internal import OCISpecification
internal import RegistryAccess

/// `apus inspect docker://NAME`, as skopeo has it: what is known of an image that is not here.
enum PlaceInspectCommand {
    struct Options {
        var raw = false
        var config = false
        var noTags = false
        var platform = PlatformFlags()
        var registry = RegistryFlags()
    }

    /// Options that say nothing of containers, images and volumes that are here.
    static func rows<Base>(_ path: WritableKeyPath<Base, Options>) -> [OptionRow<Base>] {
        let registry = path.appending(path: \.registry)
        return [
            .flag("raw", "Of an image with a transport: print its manifest as it is") { $0[keyPath: path].raw = $1 },
            .flag("config", "Of an image with a transport: print its configuration") { $0[keyPath: path].config = $1 },
            .flag("no-tags", short: "n", "Of an image with a transport: do not list the tags of its repository") {
                $0[keyPath: path].noTags = $1
            },
            .flag("tls-verify", "Check the certificates of registries", default: "true") { $0[keyPath: registry].tlsVerify = $1 },
            .string("creds", "user[:password]", "Log in to the registry with these") { $0[keyPath: registry].credentials = $1 },
            .string("authfile", "file", "Read credentials from this file", completes: .files) { $0[keyPath: registry].authFile = $1 },
            .string("cert-dir", "dir", "Certificates for the registry", completes: .directories) {
                $0[keyPath: registry].certificateDirectory = $1
            },
            RegistryFlags.retryTimes(registry),
        ] + RegistryFlags.identityRows(registry) + PlatformFlags.overrideRows(path.appending(path: \.platform))
    }

    static let names = [
        "raw", "config", "no-tags", "tls-verify", "creds", "authfile", "cert-dir", "retry-times", "platform", "override-os",
        "override-arch", "override-variant", "username", "password", "no-creds", "registry-token",
    ]

    static func run(_ word: String, _ options: Options, format: String?, _ engine: Engine) throws(EngineError) -> Int32 {
        let place = try Engine.place(word)
        let registry = try options.registry.options(engine)
        let platform = try options.platform.wanted()
        if options.raw, !options.config {
            let manifest = try engine.manifest(of: place, options: registry)
            guard let format else {
                Console.write(manifest.bytes, to: 1)
                return 0
            }
            Console.write(try InspectOutput.text([try parsed(manifest.bytes, word)], format: format), to: 1)
            return 0
        }
        let found = try engine.inspect(
            place, platform: platform, listsTags: !options.noTags && !options.config, options: registry)
        if options.config, options.raw, format == nil {
            Console.write(found.configuration, to: 1)
            return 0
        }
        let document = options.config ? try parsed(found.configuration, word) : try PlaceDocument.document(found, place)
        if let format, format != "json" {
            Console.write(try InspectOutput.text([document], format: format), to: 1)
        } else {
            Console.write(try JSONOutput.pretty(document, spaces: 4), to: 1)
        }
        return 0
    }

    private static func parsed(_ bytes: [UInt8], _ word: String) throws(EngineError) -> JSONValue {
        do throws(JSONError) { return try JSONValue(parsing: bytes) } catch {
            throw EngineError(.system, "inspecting \(word): it is not JSON (\(error))")
        }
    }
}
