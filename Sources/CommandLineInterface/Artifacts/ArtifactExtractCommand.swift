internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification

/// `apus artifact extract`: the files of an artifact as files again.
enum ArtifactExtractCommand {
    struct Options {
        var title: String?
        var digest: Digest?
    }

    static let command = Command<Globals>.verb("extract", "Write the files of an artifact") {
        Verb(
            usage: "NAME PATH",
            description: """
                Writes the files of an artifact into a directory, each under its title or, where it has none, its digest. One file, \
                or the one that --title or --digest names, may also be written to a path that is no directory.
                """,
            examples: ["apus artifact extract registry.example.com/models/small:1 /srv/models"],
            operands: .exactly(2), completes: [.none, .files],
            options: [
                .string("title", "title", "The file of this title only") { $0.title = $1 },
                .value("digest", "digest", "The file of this digest only") { (options, text) throws(UsageError) in
                    guard let digest = Digest(text) else { throw .invalidValue("it is no digest, such as sha256:…") }
                    options.digest = digest
                },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                guard call.options.title == nil || call.options.digest == nil else {
                    throw EngineError(.invalid, "cannot specify both --digest and --title")
                }
                try call.globals.engine().extractArtifact(
                    call.operands[0], to: call.operands[1], title: call.options.title, digest: call.options.digest)
                return 0
            }
        }
    }
}
