package import OCISpecification

/// A program to run in a container that runs already.
package struct ExecRequest: ~Copyable {
    /// The container's first process, alive.
    package var container: LivingContainer
    package var process: ProcessConfiguration
    package var streams: StandardStreams
    /// Where the program is counted: the container's control group, or one below it; empty for nowhere.
    package var cgroup: CgroupRequest
    /// The container's filter of system calls as ``Launch/filter`` was; empty for none.
    package var filter: [UInt8] = []
    package var personality: UInt?
    /// Of the container.
    package var annotations: [String: String] = [:]
    package var memoryPolicy: MemoryPolicyPlan?
    /// Who answers for a filter that asks, and what it is told of the container.
    package var listener: (agent: SeccompListener, state: RuntimeState)?
    /// Where the program is counted by some controllers instead, below the container's group: `memory` to `/part`.
    package var controllerGroups: [(controller: String, path: String)] = []
    package var preservedDescriptors = 0

    package init(
        container: consuming LivingContainer, process: ProcessConfiguration, streams: consuming StandardStreams,
        cgroup: CgroupRequest
    ) {
        self.container = container
        self.process = process
        self.streams = streams
        self.cgroup = cgroup
    }
}
