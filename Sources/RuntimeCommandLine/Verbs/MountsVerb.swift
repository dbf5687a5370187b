internal import CommandLineGrammar
internal import ContainerRuntime
internal import OCISpecification

enum MountsVerb {
    static func add() -> Verb<RuntimeOptions> {
        verb("Mounts in a running container what FILE lists, as `mounts` of config.json does.") {
            (mounts, directory) throws(RuntimeError) in try RunningMounts.add(mounts, to: directory)
        }
    }

    static func remove() -> Verb<RuntimeOptions> {
        verb("Unmounts in a running container the destinations that FILE lists.") {
            (mounts, directory) throws(RuntimeError) in try RunningMounts.remove(mounts, from: directory)
        }
    }

    private static func verb(
        _ description: String, _ body: @escaping ([Mount], RuntimeDirectory) throws(RuntimeError) -> Void
    ) -> Verb<RuntimeOptions> {
        Verb(usage: "CONTAINER FILE", description: description, operands: .exactly(2)) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                let directory = try call.globals.directory(call.operands[0])
                try body(ConfigurationFile.readMounts(call.operands[1]), directory)
                return 0
            }
        }
    }
}
