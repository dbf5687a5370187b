internal import CommandLineGrammar
internal import ContainerEngine

/// `apus image exists`: tells by the exit code whether an image is there.
enum ImageExistsCommand {
    static let command = Command<Globals>.verb("exists", "Tell by the exit code whether an image is there") {
        Verb(
            usage: "IMAGE",
            description: "Ends with 0 when the image is there, with 1 when it is not, and prints nothing.",
            operands: .exactly(1), completes: [.images]
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                do throws(EngineError) {
                    _ = try call.globals.engine().findImage(call.operands[0])
                    return 0
                } catch {
                    if error.code == .notFound { return 1 }
                    throw error
                }
            }
        }
    }
}
