internal import ImageStorage
internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification

/// `apus manifest remove`, `rm` and `exists`.
enum ManifestRemoveCommand {
    struct Options {
        var ignore = false
    }

    static let remove = Command<Globals>.verb("remove", "Take an image out of a list") {
        Verb(
            usage: "LIST DIGEST", description: "Takes an image out of the list. The image itself stays where it has a name.",
            operands: .exactly(2), completes: [.images]
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let digest = try call.globals.engine().removeFromManifestList(call.operands[0], call.operands[1])
                Console.print(digest.hex)
                return 0
            }
        }
    }

    static let rm = Command<Globals>.verb("rm", "Remove lists") {
        Verb(
            usage: "LIST [LIST...]", description: "Removes lists, and what nothing else needs of the images that they name.",
            operands: .atLeast(1), completes: [.images],
            options: [.flag("ignore", short: "i", "Say nothing of lists that are not there") { $0.ignore = $1 }], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                return forEach(call.operands) { (word) throws(EngineError) in
                    let name: String
                    do throws(EngineError) { name = try engine.manifestList(word).name.description } catch {
                        if call.options.ignore, error.code == .notFound { return nil }
                        throw error
                    }
                    let deletion = try engine.removeImages([name], force: false)
                    if let failure = deletion.failures.first { throw failure }
                    let lines = deletion.untagged.map { "Untagged: \($0)" } + deletion.deleted.map { "Deleted: \($0)" }
                    return lines.joined(separator: "\n")
                }
            }
        }
    }

    static let exists = Command<Globals>.verb("exists", "Tell by the exit code whether a list is there") {
        Verb(
            usage: "LIST", description: "Ends with 0 when there is a list of the name, with 1 when there is none, and prints nothing.",
            operands: .exactly(1), completes: [.images]
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                do throws(EngineError) {
                    _ = try call.globals.engine().manifestList(call.operands[0])
                    return 0
                } catch {
                    if error.code == .notFound || error.code == .invalid { return 1 }
                    throw error
                }
            }
        }
    }
}
