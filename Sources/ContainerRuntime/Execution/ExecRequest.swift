public import OCISpecification

/// A program to run in a container that runs already.
public struct ExecRequest: ~Copyable {
    /// The container's first process, alive.
    public var container: LivingContainer
    public var process: ProcessConfiguration
    public var streams: StandardStreams
    /// Where the program is counted: the container's control group, or one below it; empty for nowhere.
    public var cgroup: CgroupRequest
    /// The container's filter of system calls as ``Launch/filter`` was; empty for none.
    public var filter: [UInt8] = []
    public var personality: UInt?
    /// Of the container.
    public var annotations: [String: String] = [:]
    public var memoryPolicy: MemoryPolicyPlan?
    /// Who answers for a filter that asks, and what it is told of the container.
    public var listener: (agent: SeccompListener, state: RuntimeState)?
    /// Where the program is counted by some controllers instead, below the container's group: `memory` to `/part`.
    public var controllerGroups: [(controller: String, path: String)] = []
    public var preservedDescriptors = 0

    public init(
        container: consuming LivingContainer, process: ProcessConfiguration, streams: consuming StandardStreams,
        cgroup: CgroupRequest
    ) {
        self.container = container
        self.process = process
        self.streams = streams
        self.cgroup = cgroup
    }
}
