internal import CommandLineGrammar
internal import ContainerRuntime
internal import JSONText

enum FeaturesVerb {
    static func verb() -> Verb<RuntimeOptions> {
        Verb(usage: "", description: "Prints what this runtime can do, as the specification asks.") {
            (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                do throws(JSONError) {
                    StandardOutput.write(try JSON.text(RuntimeAbilities.features, pretty: true) + "\n")
                } catch { throw RuntimeError(.refused, doing: "print the features", cause: "\(error)") }
                return 0
            }
        }
    }
}
