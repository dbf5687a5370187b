internal import CommandLineGrammar
internal import ContainerRuntime
internal import OCISpecification

enum CreateVerb {
    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER",
            description: "Makes a container of the bundle. Its program runs when `start` says so.",
            examples: ["apus-runtime create --bundle /containers/web web"], operands: .exactly(1),
            options: BundleOptions.rows(), initial: BundleOptions()
        ) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                try create(call.operands[0], call.options, call.globals)
                return 0
            }
        }
    }

    private static func create(_ id: String, _ options: BundleOptions, _ globals: RuntimeOptions) throws(RuntimeError) {
        let source = try ContainerSource(id, options, globals)
        if source.bundle.configuration.process?.terminal == true && options.consoleSocket == nil {
            throw RuntimeError(
                .invalidConfiguration, doing: "create container", subject: id,
                cause: "process.terminal needs --console-socket, since this command ends before the program")
        }
        try source.container.create(of: source.bundle, cgroup: source.cgroup, adjust: source.adjust) {
            (launch) throws(RuntimeError) in
            try Completion.handOut(&launch, source)
        }
    }
}
