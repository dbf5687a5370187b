internal import CommandLineGrammar
internal import ContainerRuntime
internal import JSONText
internal import Linux
internal import OCISpecification

enum SpecVerb {
    struct Options: Sendable {
        var bundle = "."
        var rootless = false
        var file = "config.json"
    }

    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "", description: "Writes a config.json to start from: a shell in the directory rootfs.",
            options: [
                .string("bundle", short: "b", "DIR", "Where to write it", default: ".", completes: .directories) {
                    $0.bundle = $1
                },
                .string("file", short: "f", "FILE", "Its name", default: "config.json", completes: .files) {
                    $0.file = $1
                },
                .flag("rootless", "For a user without rights over the machine") { $0.rootless = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                let file = call.options.file
                let path = file.hasPrefix("/") ? file : "\(call.options.bundle)/\(file)"
                do {
                    if try exists(path) {
                        throw RuntimeError(
                            .alreadyExists, doing: "write", subject: path, cause: "it exists; remove it first")
                    }
                    let text = try JSON.text(RuntimeConfiguration.template(rootless: call.options.rootless), pretty: true)
                    try replaceFile(path, with: Array((text + "\n").utf8))
                } catch let error as RuntimeError { throw error } catch {
                    throw RuntimeError(.refused, doing: "write", subject: path, cause: "\(error)")
                }
                return 0
            }
        }
    }
}
