internal import CommandLineGrammar
internal import ContainerRuntime
internal import OCISpecification

/// `pause` and `resume`.
enum PauseVerb {
    static func verb(freezing: Bool) -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER",
            description: freezing
                ? "Freezes all processes of a container." : "Lets the processes of a paused container go on.",
            operands: .exactly(1)
        ) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                let directory = try call.globals.directory(call.operands[0])
                let record = try directory.read()
                let status = try directory.status(record)
                let allowed = freezing ? status == .running || status == .created : status == .paused
                guard allowed else {
                    throw RuntimeError(
                        .wrongState, doing: freezing ? "pause container" : "resume container", subject: record.id,
                        cause: "it is \(status.rawValue)")
                }
                try RecordedGroups.setFrozen(record.cgroupPath, freezing)
                return 0
            }
        }
    }
}
