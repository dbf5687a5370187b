internal import Linux
public import OCISpecification
internal import Seccomp

extension RuntimeConfiguration {
    /// Whether `ExecRequest.follow` has anything to take over.
    public var guidesLaterPrograms: Bool {
        linux?.memoryPolicy != nil || linux?.personality != nil || process?.execCPUAffinity != nil
            || linux?.seccomp?.syscalls?.contains { $0.action == "SCMP_ACT_NOTIFY" } == true
    }
}

extension ExecRequest {
    /// Takes over how a filter that asks is answered, from the configuration at a path.
    public mutating func followFilter(of configuration: String, _ record: RuntimeRecord) throws(RuntimeError) {
        guard SeccompProgram.needsListener(encoded: filter) else { return }
        let configuration = try ConfigurationFile.read(configuration)
        guard let agent = try SeccompListener(configuration) else { return }
        listener = (agent, record.stateValue(.running, configuration.ociVersion))
    }

    /// Takes over from the container's configuration what is not part of a process: how its filter is answered, on which nodes
    /// its memory lies, as which system the kernel shows itself, on which CPUs programs begin.
    public mutating func follow(_ directory: RuntimeDirectory, _ record: RuntimeRecord) throws(RuntimeError) {
        annotations = record.annotations
        guard record.guidesLaterPrograms else { return }
        let configuration = try directory.configuration()
        if SeccompProgram.needsListener(encoded: filter), let agent = try SeccompListener(configuration) {
            listener = (agent, record.stateValue(.running, configuration.ociVersion))
        }
        memoryPolicy = try MemoryPolicyPlan(configuration.linux?.memoryPolicy)
        personality = try LaunchPlan.personality(configuration.linux?.personality)
        if process.execCPUAffinity == nil { process.execCPUAffinity = configuration.process?.execCPUAffinity }
    }
}
