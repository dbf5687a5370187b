internal import CommandLineGrammar
internal import ContainerEngine
internal import GoTemplate
internal import ImageStorage
internal import JSONText
internal import OCISpecification

/// `apus artifact ls`.
enum ArtifactListCommand {
    struct Options {
        var format: String?
        var isWhole = false
        var showsHeading = true
    }

    static let command = Command<Globals>.verb("ls", aliases: ["list"], "List artifacts") {
        Verb(
            options: [
                FormatOption.row(short: nil, \.format), .flag("no-trunc", "Print whole digests") { $0.isWhole = $1 },
                .flag("noheading", short: "n", "Print no column headings") { $0.showsHeading = !$1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let options = call.options
                let store = try call.globals.engine().images
                let artifacts = try stored { () throws(ImageStoreError) in try store.allArtifacts() }
                if artifacts.isEmpty, options.format == nil { return 0 }
                let output = RowOutput(
                    verb: "artifact ls", table: "{{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.Size}}", showsHeading: options.showsHeading)
                let rows = artifacts.map { row($0, isWhole: options.isWhole) }
                Console.write(try output.text(options.format, rows) { .array(artifacts.map(document)) }, to: 1)
                return 0
            }
        }
    }

    private static func row(_ artifact: StoredArtifact, isWhole: Bool) -> TemplateValue {
        .record(
            "artifacts.artifactListOutput",
            [
                ("Repository", .string(artifact.name.repositoryName)), ("Tag", .string(artifact.name.tag ?? "")),
                ("Digest", .string(isWhole ? artifact.digest.hex : artifact.digest.short)),
                ("Size", .string(HumanSize.decimal(artifact.size))),
            ])
    }

    private static func document(_ artifact: StoredArtifact) -> JSONValue {
        [
            "Repository": .string(artifact.name.repositoryName), "Tag": .string(artifact.name.tag ?? ""),
            "Digest": .string(artifact.digest.hex), "Size": .string(HumanSize.decimal(artifact.size)),
        ]
    }
}
