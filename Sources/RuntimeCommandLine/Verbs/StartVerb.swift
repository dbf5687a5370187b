internal import CommandLineGrammar
internal import ContainerRuntime
internal import OCISpecification

enum StartVerb {
    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER", description: "Lets the program of a container run that `create` has made.",
            operands: .exactly(1)
        ) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                let directory = try call.globals.directory(call.operands[0])
                let record = try directory.read()
                try LaunchRelease.start(directory)
                guard record.hasLaterHooks else { return 0 }
                let configuration = try directory.configuration()
                try HookPlan(configuration.hooks).run(
                    .poststart, state: record.state(.running, configuration.ociVersion))
                return 0
            }
        }
    }
}
