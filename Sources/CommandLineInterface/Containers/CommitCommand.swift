internal import CommandLineGrammar
internal import ContainerEngine
internal import ImageStorage
internal import JSONText
internal import Linux
internal import OCISpecification

/// `apus commit`: makes an image of a container.
enum CommitCommand {
    struct Options {
        var commit = CommitOptions()
        var configFile: String?
        var idFile: String?
    }

    static let command = Command<Globals>.verb("commit", "Make an image of a container and what it changed", heading: "Containers") {
        Verb(
            usage: "CONTAINER [NAME]",
            description: """
                The image has the layers of the container's image and one more with what the container changed, without volumes and \
                what else is mounted. It is run as the container was. Prints its id. A name without a registry is one of this machine: \
                localhost/NAME.
                """,
            examples: ["apus commit -m 'with curl' -c 'CMD [\"/bin/bash\"]' web web:curl"],
            operands: .between(1, 2), completes: [.containers, .images],
            options: [
                .string("author", short: "a", "name", "Who made the image") { $0.commit.author = $1 },
                .string(
                    "change", short: "c", "instruction",
                    "Apply an instruction: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME, WORKDIR"
                ) { $0.commit.changes.append($1) },
                .string("config", "file", "Take over the configuration in this file (JSON)", completes: .files) { $0.configFile = $1 },
                .value("format", short: "f", "format", "How the manifest is written: oci or docker (oci)") {
                    (options, text) throws(UsageError) in
                    guard let format = ManifestFormat(rawValue: text) else {
                        throw UsageError("unrecognized image format \"\(text)\": it is oci or docker", pointsToHelp: false)
                    }
                    options.commit.format = format
                },
                .string("iidfile", "file", "Write the image's id to this file", completes: .files) { $0.idFile = $1 },
                .flag("include-volumes", "Make all volumes of the container volumes of the image") { $0.commit.includesVolumes = $1 },
                .string("message", short: "m", "text", "A comment for the image's history") { $0.commit.message = $1 },
                .flag("pause", short: "p", "Stop the container's processes while its files are read") { $0.commit.pauses = $1 },
                .flag("no-pause", "Let them go on: so it is unless --pause is given") { $0.commit.pauses = !$1 },
                .flag("quiet", short: "q", "Show no progress") { _, _ in },
                .flag("squash", short: "s", "Make one layer of everything") { $0.commit.squashes = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                var options = call.options.commit
                if call.operands.count > 1, !call.operands[1].isEmpty {
                    options.name = try LocalImageName.parse(call.operands[1])
                    guard options.name?.tag != nil else {
                        throw EngineError(.invalid, "\(call.operands[1]) has a digest: a new image is given a name with a tag")
                    }
                }
                if let file = call.options.configFile { options.overrides = try configuration(file) }
                let engine = try call.globals.engine()
                let id = try engine.commit(try engine.find(call.operands[0]), options).hex
                if let file = call.options.idFile {
                    do throws(SystemCallError) { try replaceFile(file, with: Array(id.utf8)) } catch {
                        throw EngineError("writing the image's id to \(file)", error)
                    }
                }
                Console.print(id)
                return 0
            }
        }
    }

    private static func configuration(_ file: String) throws(EngineError) -> ContainerDefaults {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(file, limit: 1 << 20) } catch {
            throw EngineError("reading the configuration \(file)", error)
        }
        do throws(JSONError) { return try JSON.decode(ContainerDefaults.self, from: bytes) } catch {
            throw EngineError(.invalid, "reading the configuration \(file): \(error)")
        }
    }
}
