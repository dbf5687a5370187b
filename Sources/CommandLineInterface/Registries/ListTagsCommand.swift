internal import CommandLineGrammar
internal import ContainerEngine
internal import JSONText
internal import OCISpecification
internal import RegistryAccess

/// `apus list-tags`: the tags of a repository, as skopeo prints them.
enum ListTagsCommand {
    struct Options {
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("list-tags", "List the tags of a repository", heading: "Registries") {
        Verb(
            usage: "REPOSITORY",
            description: """
                Prints the tags of a repository of a registry, docker://NAME, or the names in an archive, docker-archive:FILE, as \
                JSON.
                """,
            examples: ["apus list-tags docker://debian"], operands: .exactly(1),
            options: RegistryFlags.rows(\.registry) + RegistryFlags.identityRows(\.registry) + [RegistryFlags.retryTimes(\.registry)],
            initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let word = call.operands[0]
                let place = try Engine.place(word)
                var object = JSONObject()
                if case .registry(let reference) = place {
                    guard !hasTag(word) else {
                        throw EngineError(.invalid, "\(word) names one image: give the repository without tag and digest")
                    }
                    object["Repository"] = .string(reference.name)
                }
                let tags = try engine.tags(of: place, options: try call.options.registry.options(engine))
                object["Tags"] = .array(tags.map { .string($0) })
                Console.write(try JSONOutput.pretty(.object(object), spaces: 4), to: 1)
                return 0
            }
        }
    }

    /// Whether something stands after the repository.
    static func hasTag(_ word: String) -> Bool {
        let last = word.utf8.split(separator: 0x2f).last ?? ""[...].utf8
        return last.contains(0x3a) || last.contains(0x40)
    }
}
