internal import CommandLineGrammar
internal import ContainerEngine

/// `apus volume exists`: tells by the exit code whether a volume is there.
enum VolumeExistsCommand {
    static let command = Command<Globals>.verb("exists", "Tell by the exit code whether a volume is there") {
        Verb(
            usage: "VOLUME",
            description: "Ends with 0 when the volume is there, with 1 when it is not, and prints nothing.",
            operands: .exactly(1), completes: [.volumes]
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                try call.globals.engine().volumes.volume(call.operands[0]) != nil ? 0 : 1
            }
        }
    }
}
