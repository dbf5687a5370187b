internal import ControlGroups
public import ContainerState
public import Linux

/// A monitor that was started before its container was made: its process gets ready on another processor in the meantime. It
/// ends when the command ends, or lets go of this, without a word.
public struct WaitingMonitor: ~Copyable {
    private let client: MonitorClient

    init(_ client: consuming MonitorClient) { self.client = client }

    /// Lets it start the container, and hands over the conversation with it: see ``AttachMessage/hello(output:input:)``.
    public consuming func begin(
        _ container: ContainerDirectory, output: Bool, input: Bool
    ) throws(EngineError) -> MonitorClient {
        // Where it is gone, the first look for an answer tells.
        try client.send(.begin(id: container.id, output: output, input: input))
        return client
    }
}

extension Engine {
    /// Starts the monitor of a container that is about to be made. `terminalSize` is that of the user's terminal.
    public func startMonitor(
        for request: ContainerRequest, terminalSize: WindowSize? = nil
    ) throws(EngineError) -> WaitingMonitor {
        WaitingMonitor(
            try MonitorClient.spawn(
                locations, id: nil, program: runtimeProgram, group: request.cgroups == "disabled" ? nil : monitorsUnit,
                ownsNetwork: ownsNetwork(request),
                standardStreams: request.logDriver == "passthrough",
                preservedDescriptors: request.preservedDescriptors, terminalSize: terminalSize))
    }

    /// Whether the container gets a network namespace of its own that belongs to the user namespace of this process. One that
    /// is made in vain does no harm.
    private func ownsNetwork(_ request: ContainerRequest) -> Bool {
        guard !host.rootless, ["", "host"].contains(request.userMode) else { return false }
        return ["", "default", "bridge", "none", "private"].contains(request.network.prefix { $0 != ":" })
    }
}
