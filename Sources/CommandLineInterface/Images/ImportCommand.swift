internal import ImageStorage
internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux
internal import OCISpecification

/// `apus import`: makes an image of the archive of a root file system.
enum ImportCommand {
    struct Options {
        var changes: [String] = []
        var message = ""
        var platform = PlatformFlags()
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb(
        "import", "Make an image of a root file system's archive", heading: "Images"
    ) {
        Verb(
            usage: "FILE|- [NAME]",
            description: """
                Makes an image of one layer from a tar archive, compressed or not, and prints its id. A name without a registry \
                is one of this machine: localhost/NAME.
                """,
            examples: ["mmdebstrap bookworm - | apus import -c 'CMD [\"/bin/bash\"]' - debian:12"],
            operands: .between(1, 2), completes: [.files],
            options: [
                .string(
                    "change", short: "c", "instruction",
                    "Apply an instruction: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME, WORKDIR"
                ) { $0.changes.append($1) },
                .string("message", short: "m", "text", "A comment for the image's history") { $0.message = $1 },
                .flag("quiet", short: "q", "Show no progress") { _, _ in },
                .string("signature-policy", "file", "The policy for images, in place of policy.json", hidden: true, completes: .files) {
                    $0.registry.policyFile = $1
                },
            ] + PlatformFlags.rows(\.platform), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let source = call.operands[0]
                if source.hasPrefix("http://") || source.hasPrefix("https://") {
                    throw EngineError(
                        .unsupported,
                        "importing from an address is not there yet: fetch \(source) with another program and import it from -"
                    )
                }
                let path = source == "-" ? nil : source.hasPrefix("file://") ? String(source.dropFirst(7)) : source
                if path == nil, Terminal.isTerminal(0) {
                    throw EngineError(
                        .invalid, "cannot read from terminal. Use command-line redirection or name a file")
                }
                if let path, try !isThere(path) {
                    throw EngineError(.notFound, "error opening \"\(path)\": open \(path): no such file or directory")
                }
                var name = call.operands.count > 1 ? try LocalImageName.parse(call.operands[1]) : nil
                if name?.tag == nil, name != nil {
                    throw EngineError(
                        .invalid, "\(call.operands[1]) has a digest: a new image is given a name with a tag")
                }
                if call.operands.count > 1, call.operands[1].isEmpty { name = nil }
                let engine = try call.globals.engine()
                let id = try engine.importImage(
                    from: path, name: name, changes: call.options.changes, message: call.options.message,
                    platform: try call.options.platform.wanted() ?? Platform.host, options: try call.options.registry.options(engine))
                Console.print(id.description)
                return 0
            }
        }
    }

    private static func isThere(_ path: String) throws(EngineError) -> Bool {
        do throws(SystemCallError) { return try exists(path) } catch { throw EngineError("opening \(path)", error) }
    }
}
