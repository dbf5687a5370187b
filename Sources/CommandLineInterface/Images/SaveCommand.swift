internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux
internal import OCISpecification

/// `apus save`: writes images as an archive.
enum SaveCommand {
    struct Options {
        var output: String?
        var format = Engine.SaveFormat.dockerArchive
        var platforms: [Platform] = []
        var packing = PackingFlags()
        var unpacked = false
        /// For compressed layers that were dropped.
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("save", "Save images to an archive", heading: "Images") {
        Verb(
            usage: "IMAGE [IMAGE...]",
            description: """
                Writes images with their names: in docker's format the image for this machine, its layers unpacked; in OCI's all platforms \
                that an image has, where all of them are here. With --platform that platform's image alone is written, and with several, \
                which takes OCI's format, an index of those.
                """,
            examples: ["apus save -o images.tar debian:12 app", "apus save app | ssh host docker load"],
            operands: .any, completes: [.images],
            options: [
                .string(
                    "output", short: "o", "file", "Write to this file instead of standard output", completes: .files
                ) {
                    $0.output = $1
                },
                .value(
                    "format", "format", "docker-archive, docker-dir, oci-archive or oci-dir", default: "docker-archive",
                    completes: .values(Engine.SaveFormat.allCases.map(\.rawValue))
                ) { (options, text) throws(UsageError) in
                    guard let format = Engine.SaveFormat(rawValue: text) else {
                        throw UsageError(
                            "format value must be one of oci-dir oci-archive docker-dir docker-archive",
                            pointsToHelp: false)
                    }
                    options.format = format
                },
                .flag("multi-image-archive", short: "m", "Accepted for scripts: several images may always be given") {
                    _, _ in
                },
                .flag("quiet", short: "q", "Show no progress") { _, _ in },
                .flag("compress", "Compress layers that are not, in a docker-dir") { $0.packing.compresses = $1 },
                PlatformFlags.listRow(\.platforms, "Save the image for this platform only; may be repeated"),
                .flag("uncompressed", "Do not compress layers; those of a docker-archive never are") { $0.unpacked = $1 },
            ] + RegistryFlags.rows(\.registry), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                guard !call.operands.isEmpty else { throw EngineError(.invalid, "need at least 1 argument") }
                let output = call.options.output.flatMap { $0 == "-" || $0 == "/dev/stdout" ? nil : $0 }
                if output == nil, Terminal.isTerminal(1) {
                    throw EngineError(.invalid, "refusing to save to terminal. Use -o flag or redirect")
                }
                let packing = try call.options.packing.packing()
                guard packing == nil || call.options.format == .dockerDirectory else {
                    throw EngineError(.invalid, "--compress can only be set when --format is 'docker-dir'")
                }
                guard packing == nil || !call.options.unpacked else {
                    throw EngineError(.invalid, "--compress and --uncompressed exclude each other")
                }
                let engine = try call.globals.engine()
                try engine.saveImages(
                    call.operands, to: output, format: call.options.format, platforms: call.options.platforms, packing: packing,
                    unpacked: call.options.unpacked, options: try call.options.registry.options(engine))
                return 0
            }
        }
    }
}
