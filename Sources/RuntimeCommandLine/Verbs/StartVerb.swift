internal import CommandLineGrammar
internal import ContainerRuntime
internal import Linux
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
                let relay = try ReadinessRelay.listen(directory)
                let living = try LivingContainer(record)
                try LaunchRelease.start(directory, record)
                guard record.hasLaterHooks else { return try wait(relay, living) }
                let configuration = try directory.configuration()
                do throws(RuntimeError) {
                    try HookPlan(configuration).run(
                        .poststart, state: record.state(.running, configuration.ociVersion))
                } catch {
                    // The container goes with the hook that it needed; `delete` takes what is left.
                    _ = try? RecordedGroups.signal(record.cgroupPath, SignalNumber.kill)
                    if let living = try LivingContainer(record) {
                        _ = try? sendSignal(SignalNumber.kill, to: living.descriptor)
                    }
                    throw error
                }
                return try wait(relay, living)
            }
        }
    }

    private static func wait(
        _ relay: consuming ReadinessRelay?, _ living: consuming LivingContainer?
    ) throws(RuntimeError) -> Int32 {
        if let relay, let living { try relay.wait(living.descriptor) }
        return 0
    }
}
