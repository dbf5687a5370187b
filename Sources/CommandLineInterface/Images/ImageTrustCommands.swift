internal import RegistryAccess
internal import CommandLineGrammar
internal import ContainerEngine
internal import GoTemplate
internal import ImageTrust
internal import JSONText
internal import Linux

/// `apus image trust`: the policy for images, shown and changed.
enum ImageTrustCommands {
    static let group = Command<Globals>.group("trust", "Manage the policy for images") { [show, set] }

    struct ShowOptions {
        var json = false
        var raw = false
        var showsHeading = true
        var path: String?
    }

    private static let show = Command<Globals>.verb("show", "Show the policy for images") {
        Verb(
            usage: "[SCOPE]",
            description: "Shows what policy.json asks of images: all of it, or what stands there for a registry or repository.",
            examples: ["apus image trust show", "apus image trust show --raw"], operands: .atMost(1),
            options: [
                .flag("json", short: "j", "Print JSON") { $0.json = $1 },
                .flag("raw", "Print the file as it is") { $0.raw = $1 },
                .flag("noheading", short: "n", "Print no column headings") { $0.showsHeading = !$1 },
                .string("policypath", "file", "The policy, in place of the one that counts", hidden: true, completes: .files) {
                    $0.path = $1
                },
            ], initial: ShowOptions()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let file = try policy(call.options.path ?? call.globals.trust.policyFile)
                if call.options.raw {
                    guard let tree = file.tree else { throw EngineError(.notFound, "there is no policy: \(file.path) does not exist") }
                    Console.write(try JSONOutput.pretty(tree, spaces: 4), to: 1)
                    return 0
                }
                let entries = file.entries.filter { call.operands.isEmpty || $0.name == call.operands[0] }
                try print(entries, call.options, call.globals.trust.signatureDirectory)
                return 0
            }
        }
    }

    private static func print(
        _ entries: [TrustPolicyFile.Entry], _ options: ShowOptions, _ directory: String?
    ) throws(EngineError) {
        let known = environment()
        let locations: SignatureLocations
        do throws(TrustError) { locations = try SignatureLocations(named: directory, environment: known, isRoot: true) } catch {
            throw EngineError(.invalid, error.description)
        }
        func store(_ entry: TrustPolicyFile.Entry) -> String {
            entry.transport == "repository" ? locations.store(ofScope: entry.name) : ""
        }
        if options.json {
            let documents = entries.map { entry in
                var object: JSONObject = ["transport": .string(entry.transport)]
                if !entry.name.isEmpty {
                    object["name"] = .string(entry.transport == "all" ? "* (default)" : entry.name)
                    object["repo_name"] = .string(entry.name)
                }
                object["type"] = .string(entry.type)
                let signers = entry.signers(known)
                if !signers.isEmpty { object["gpg_id"] = .string(signers) }
                let store = store(entry)
                if !store.isEmpty { object["sigstore"] = .string(store) }
                return JSONValue.object(object)
            }
            return Console.write(try JSONOutput.pretty(.array(documents), spaces: 2), to: 1)
        }
        let rows = entries.map { entry in
            TemplateValue.record(
                "trust.Policy",
                [
                    ("Transport", .string(entry.transport)), ("Name", .string(entry.name)), ("Type", .string(entry.type)),
                    ("ID", .string(entry.signers(known))), ("Store", .string(store(entry))),
                ])
        }
        let output = RowOutput(
            verb: "image trust show", table: "{{.Transport}}\t{{.Name}}\t{{.Type}}\t{{.ID}}\t{{.Store}}", headers: ["ID": "ID"],
            showsHeading: options.showsHeading)
        Console.write(try output.text(nil, rows) { [] }, to: 1)
    }

    struct SetOptions {
        var type = "signedBy"
        var keys: [String] = []
        var path: String?
    }

    private static let set = Command<Globals>.verb("set", "Change the policy for images") {
        Verb(
            usage: "SCOPE",
            description: """
                Writes into policy.json what is asked of the images of a registry, name space or repository, or with the scope \
                \"default\" of all that nothing else is said of.
                """,
            examples: [
                "apus image trust set --type reject default",
                "apus image trust set --type sigstoreSigned --pubkeysfile /etc/keys/team.pub registry.example.com/team",
            ],
            operands: .exactly(1),
            options: [
                .value(
                    "type", short: "t", "type", "What is asked: signedBy, sigstoreSigned, accept or reject", default: "signedBy",
                    completes: .values(["signedBy", "sigstoreSigned", "accept", "reject"])
                ) { (options, text) throws(UsageError) in options.type = text },
                .strings("pubkeysfile", short: "f", "file", "A public key; may be repeated", completes: .files) { $0.keys += $1 },
                .string("policypath", "file", "The policy, in place of the one that counts", hidden: true, completes: .files) {
                    $0.path = $1
                },
            ], initial: SetOptions()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                var file = try policy(call.options.path ?? call.globals.trust.policyFile)
                var keys: [String] = []
                for key in call.options.keys {
                    do throws(SystemCallError) {
                        _ = try status(of: key)
                        keys.append(key.hasPrefix("/") ? key : try currentDirectoryPath() + "/" + key)
                    } catch { throw EngineError("looking for the public key", error) }
                }
                do throws(TrustError) { try file.set(call.operands[0], type: call.options.type, keyFiles: keys) } catch {
                    throw EngineError(.invalid, error.description)
                }
                return 0
            }
        }
    }

    private static func policy(_ named: String?) throws(EngineError) -> TrustPolicyFile {
        do throws(TrustError) { return try TrustPolicyFile(named: named, environment: environment()) } catch {
            throw EngineError(.invalid, error.description)
        }
    }

    private static func environment() -> [String: String] {
        var known: [String: String] = [:]
        for name in ["HOME", "PATH", "TMPDIR", "GNUPGHOME"] { known[name] = environmentVariable(name) }
        return known
    }
}
