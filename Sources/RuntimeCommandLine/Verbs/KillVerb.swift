internal import CommandLineGrammar
internal import ContainerRuntime
internal import Linux
internal import OCISpecification

enum KillVerb {
    struct Options: Sendable {
        var all = false
        var isPattern = false
    }

    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER [SIGNAL]",
            description: "Sends a signal to the first process of a container; SIGTERM when none is named.",
            examples: ["apus-runtime kill web KILL"], operands: .between(1, 2),
            options: [
                .flag("all", short: "a", "Send it to all processes of the container") { $0.all = $1 },
                .flag("regex", short: "r", "CONTAINER is a regular expression for many") { $0.isPattern = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            let signal: CInt
            do throws(SignalError) {
                // 0 asks only whether there is somebody to send to (kill(2)).
                let text = call.operands.count > 1 ? call.operands[1] : "TERM"
                signal = text == "0" ? 0 : try Signal(parsing: text).number
            } catch { throw UsageError("\(error)") }
            return reporting(call.globals) { () throws(RuntimeError) in
                let name = call.operands[0]
                for id in call.options.isPattern ? try call.globals.containers(like: name) : [name] {
                    try kill(call.globals.directory(id), signal, all: call.options.all, call.globals.errorLog)
                }
                return 0
            }
        }
    }

    private static func kill(
        _ directory: RuntimeDirectory, _ signal: CInt, all: Bool, _ log: RuntimeLog
    ) throws(RuntimeError) {
        let record = try directory.read()
        if all && !record.cgroupPath.isEmpty {
            // Without a pid namespace others may outlive the first process.
            try RecordedGroups.signal(record.cgroupPath, signal)
            return
        }
        if all {
            log.tell("warning", "container \(record.id) has no control group that names all its processes: the first alone gets the signal")
        }
        guard let living = try LivingContainer(record) else {
            throw RuntimeError(.wrongState, doing: "kill container", subject: record.id, cause: "container not running")
        }
        do throws(SystemCallError) { try sendSignal(signal, to: living.descriptor) } catch {
            if error.errno == .noProcess {
                throw RuntimeError(
                    .wrongState, doing: "kill container", subject: record.id, cause: "container not running")
            }
            throw RuntimeError(doing: "kill container", subject: record.id, cause: error)
        }
        // As runc does; what cannot be thawed now can be later.
        if signal == SignalNumber.kill { _ = try? RecordedGroups.thawToDie(record.cgroupPath) }
    }
}
