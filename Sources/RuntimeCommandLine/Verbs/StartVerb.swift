internal import CommandLineGrammar
internal import ContainerRuntime

enum StartVerb {
    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER", description: "Lets the program of a container run that `create` has made.",
            operands: .exactly(1)
        ) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                let container = Container(try call.globals.directory(call.operands[0]))
                let relay = try ReadinessRelay.listen(container.directory)
                // Before the start: it may be over soon.
                let living = relay == nil ? nil : try LivingContainer(container.directory.read())
                try container.start()
                if let relay, let living { try relay.wait(living.descriptor) }
                return 0
            }
        }
    }
}
