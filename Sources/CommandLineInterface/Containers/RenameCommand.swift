internal import CommandLineGrammar
internal import ContainerEngine

/// `apus rename`: gives a container another name.
enum RenameCommand {
    static let command = Command<Globals>.verb("rename", "Give a container another name", heading: "Containers") {
        Verb(usage: "CONTAINER NAME", operands: .exactly(2), completes: [.containers]) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                try engine.rename(try engine.find(call.operands[0]), to: call.operands[1])
                return 0
            }
        }
    }
}
