public import JSONText

/// What a container may use: its control groups.
public struct LinuxResources: JSONDirect, Hashable, Sendable {
    /// In order; the last one that matches counts.
    public var devices: [LinuxDeviceCgroup]?
    public var memory: LinuxMemory?
    public var cpu: LinuxCPU?
    public var pids: LinuxPids?
    public var blockIO: LinuxBlockIO?
    public var hugepageLimits: [LinuxHugepageLimit]?
    public var network: LinuxNetwork?
    /// By device.
    public var rdma: [String: LinuxRdma]?
    /// Files of cgroup v2 and what is written into them.
    public var unified: [String: String]?

    public init(
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

extension LinuxResources {
    public init(reading json: inout JSONReader) throws(JSONError) {
        devices = try json.optional("devices")
        memory = try json.optional("memory")
        cpu = try json.optional("cpu")
        pids = try json.optional("pids")
        blockIO = try json.optional("blockIO")
        hugepageLimits = try json.optional("hugepageLimits")
        network = try json.optional("network")
        rdma = try json.optional("rdma")
        unified = try json.optional("unified")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("devices", devices)
        try json.add("memory", memory)
        try json.add("cpu", cpu)
        try json.add("pids", pids)
        try json.add("blockIO", blockIO)
        try json.add("hugepageLimits", hugepageLimits)
        try json.add("network", network)
        try json.add("rdma", rdma)
        try json.add("unified", unified)
    }
}
