internal import CommandLineGrammar
internal import ContainerEngine

/// `apus port`: the ports of the host that lead to a container. None are published yet.
enum PortCommand {
    struct Options { var selection = ContainerSelection() }

    static let command = Command<Globals>.verb("port", "List port mappings of a container", heading: "Containers") {
        Verb(
            usage: "CONTAINER [PORT[/PROTOCOL]]", operands: .atMost(2), completes: [.runningContainers],
            options: ContainerSelection.rows(\.selection, all: "Every running container", cidFile: false),
            initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let selection = call.options.selection
                var port: String?
                var words: [String] = []
                if selection.all || selection.latest {
                    guard call.operands.count <= 1, !(selection.all && call.operands.count == 1) else {
                        throw EngineError(.invalid, "--all and --latest do not go with the name of a container")
                    }
                    port = call.operands.first
                    words = try selection.words([], engine, running: true)
                } else {
                    guard let word = call.operands.first else {
                        throw EngineError(.invalid, "you must supply a running container name or id")
                    }
                    words = [word]
                    if call.operands.count == 2 { port = call.operands[1] }
                }
                for word in words { _ = try engine.find(word) }
                guard let port else { return 0 }
                let parts = port.split(separator: "/", omittingEmptySubsequences: false)
                guard parts.count <= 2, UInt16(parts[0]) != nil else {
                    throw EngineError(.invalid, "invalid port \"\(port)\": give a number, as in 80 or 53/udp")
                }
                throw EngineError(.notFound, "failed to find published port \"\(port)\"")
            }
        }
    }
}
