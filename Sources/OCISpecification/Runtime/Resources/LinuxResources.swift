/// What a container may use: its control groups.
package struct LinuxResources: Codable, Hashable, Sendable {
    /// In order; the last one that matches counts.
    package var devices: [LinuxDeviceCgroup]?
    package var memory: LinuxMemory?
    package var cpu: LinuxCPU?
    package var pids: LinuxPids?
    package var blockIO: LinuxBlockIO?
    package var hugepageLimits: [LinuxHugepageLimit]?
    package var network: LinuxNetwork?
    /// By device.
    package var rdma: [String: LinuxRdma]?
    /// Files of cgroup v2 and what is written into them.
    package var unified: [String: String]?

    package init(
        devices: [LinuxDeviceCgroup]? = nil, memory: LinuxMemory? = nil, cpu: LinuxCPU? = nil,
        pids: LinuxPids? = nil, blockIO: LinuxBlockIO? = nil, hugepageLimits: [LinuxHugepageLimit]? = nil,
        network: LinuxNetwork? = nil, rdma: [String: LinuxRdma]? = nil, unified: [String: String]? = nil
    ) {
        self.devices = devices
        self.memory = memory
        self.cpu = cpu
        self.pids = pids
        self.blockIO = blockIO
        self.hugepageLimits = hugepageLimits
        self.network = network
        self.rdma = rdma
        self.unified = unified
    }
}
