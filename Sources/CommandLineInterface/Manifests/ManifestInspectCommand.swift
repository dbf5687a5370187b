internal import CommandLineGrammar
internal import ContainerEngine
internal import ImageStorage
internal import ImageTrust
internal import JSONText
internal import OCISpecification
internal import RegistryAccess

/// `apus manifest inspect`: a list as it is.
enum ManifestInspectCommand {
    struct Options {
        var verbose = false
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("inspect", "Show a list or a manifest") {
        Verb(
            usage: "LIST",
            description: """
                Prints a list of the store; else the list or manifest that a registry, or a place with a transport, has. With --verbose \
                the manifests that a list names, each with what the list says of it, as docker prints them.
                """,
            examples: ["apus manifest inspect docker.io/library/debian:12"], operands: .exactly(1), completes: [.images],
            options: [
                .flag("insecure", "As --tls-verify=false") { $0.registry.tlsVerify = $1 ? false : $0.registry.tlsVerify },
                .flag("verbose", short: "v", "Show the manifests of a list, with their platforms") { $0.verbose = $1 },
            ] + RegistryFlags.rows(\.registry), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let word = call.operands[0]
                let store = engine.images
                var list: ImageList?
                if !ImagePlace.hasTransport(word) { list = try stored { () throws(ImageStoreError) in try store.listIfPresent(word) } }
                let settings = try call.options.registry.options(engine)
                let place = try Engine.place(ImagePlace.hasTransport(word) ? word : "docker://\(word)")
                if call.options.verbose {
                    let isHere = try list.map { (list) throws(EngineError) in try isWhole(list, store) } ?? false
                    Console.write(try verbose(isHere ? .store(list?.name.description ?? word) : place, settings, engine), to: 1)
                    return 0
                }
                let bytes: [UInt8]
                if let list {
                    bytes = try engine.manifestBytes(list.record.target)
                } else {
                    bytes = try engine.manifest(of: place, options: settings).bytes
                }
                Console.write(try JSONOutput.pretty(try parse(bytes, word), spaces: 4), to: 1)
                return 0
            }
        }
    }

    /// Whether all manifests of a list are here: of one that was pulled only that of this machine is, and its registry has the others.
    private static func isWhole(_ list: ImageList, _ store: ImageStore) throws(EngineError) -> Bool {
        if list.name.registry == "localhost" { return true }
        return try stored { () throws(ImageStoreError) in
            for child in list.index.manifests where try !store.content.contains(child.digest, size: child.size) { return false }
            return true
        }
    }

    private static func parse(_ bytes: [UInt8], _ word: String) throws(EngineError) -> JSONValue {
        do throws(JSONError) { return try JSONValue(parsing: bytes) } catch {
            throw EngineError(.system, "inspecting \(word): it is not JSON (\(error))")
        }
    }

    /// In docker's form.
    private static func verbose(_ place: ImagePlace, _ settings: RegistryOptions, _ engine: Engine) throws(EngineError) -> String {
        let (isIndex, all) = try engine.manifests(of: place, options: settings)
        let name: String
        switch place {
        case .registry(let reference): name = reference.description
        case .store(let word): name = word
        default: name = place.description
        }
        var documents: [JSONValue] = []
        for (descriptor, manifest) in all {
            var object = JSONObject()
            object["Ref"] = .string(isIndex ? "\(name)@\(descriptor.digest)" : name)
            do throws(JSONError) { object["Descriptor"] = try JSONValue(parsing: JSON.encode(descriptor)) } catch {
                throw EngineError(.system, "inspecting \(name): \(error)")
            }
            object["Raw"] = .string(Base64.encode(manifest.bytes))
            let isDocker = manifest.mediaType.hasPrefix("application/vnd.docker.")
            object[isDocker ? "SchemaV2Manifest" : "OCIManifest"] = try parse(manifest.bytes, name)
            documents.append(.object(object))
        }
        return try JSONOutput.pretty(isIndex ? .array(documents) : documents[0], .tab)
    }
}
