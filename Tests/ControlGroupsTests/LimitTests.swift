import Linux
import OCISpecification
import Testing

@testable import ControlGroups

/// What is written into which file.
@Suite struct LimitTests {
    private static func empty(_ names: [String]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, "") })
    }

    @Test func `limits of version 1 go into its files`() throws {
        let tree = try FakeTree(
            .legacy,
            Self.empty([
                "memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.soft_limit_in_bytes",
                "memory.swappiness",
                "memory.oom_control", "cpu.shares", "cpu.cfs_quota_us", "cpu.cfs_period_us", "cpu.cfs_burst_us",
                "cpu.rt_runtime_us", "cpu.rt_period_us", "cpuset.cpus", "cpuset.mems", "pids.max", "blkio.bfq.weight",
                "blkio.throttle.read_bps_device", "hugetlb.2MB.limit_in_bytes", "net_cls.classid",
                "net_prio.ifpriomap", "rdma.max",
            ]))
        try tree.group.update(
            LinuxResources(
                memory: LinuxMemory(
                    limit: 100, reservation: 50, swap: 200, swappiness: 10, disableOOMKiller: true),
                cpu: LinuxCPU(
                    shares: 512, quota: 5000, burst: 1000, period: 10000, realtimeRuntime: 95, realtimePeriod: 100,
                    cpus: "0-1", mems: "0"), pids: LinuxPids(limit: 9),
                blockIO: LinuxBlockIO(
                    weight: 500, throttleReadBpsDevice: [LinuxThrottleDevice(major: 8, minor: 0, rate: 1024)]),
                hugepageLimits: [LinuxHugepageLimit(pageSize: "2MB", limit: 4096)],
                network: LinuxNetwork(classID: 7, priorities: [LinuxInterfacePriority(name: "eth0", priority: 3)]),
                rdma: ["mlx5_1": LinuxRdma(hcaHandles: 3, hcaObjects: 4)]))
        let wanted = [
            "memory.limit_in_bytes": "100", "memory.memsw.limit_in_bytes": "200", "memory.soft_limit_in_bytes": "50",
            "memory.swappiness": "10", "memory.oom_control": "1", "cpu.shares": "512", "cpu.cfs_quota_us": "5000",
            "cpu.cfs_period_us": "10000", "cpu.cfs_burst_us": "1000", "cpu.rt_runtime_us": "95",
            "cpu.rt_period_us": "100", "cpuset.cpus": "0-1", "cpuset.mems": "0", "pids.max": "9",
            "blkio.bfq.weight": "500", "blkio.throttle.read_bps_device": "8:0 1024",
            "hugetlb.2MB.limit_in_bytes": "4096",
            "net_cls.classid": "7", "net_prio.ifpriomap": "eth0 3", "rdma.max": "mlx5_1 hca_handle=3 hca_object=4",
        ]
        for (name, text) in wanted { #expect(try tree.text(name) == text) }
    }

    @Test func `limits of version 2 are converted`() throws {
        let tree = try FakeTree(
            .unified,
            Self.empty([
                "memory.max", "memory.swap.max", "memory.low", "memory.current", "cpu.weight", "cpu.max",
                "cpu.max.burst",
                "cpu.idle", "cpuset.cpus", "pids.max", "io.weight", "io.max", "hugetlb.1GB.max", "hugetlb.1GB.rsvd.max",
                "memory.high",
            ]).merging(["memory.swap.max": "max"]) { $1 })
        try tree.group.update(
            LinuxResources(
                memory: LinuxMemory(limit: 1000, reservation: -1, swap: 1500, disableOOMKiller: false),
                cpu: LinuxCPU(shares: 1024, quota: -1, burst: 0, period: 50000, cpus: "1", idle: 0),
                pids: LinuxPids(limit: 0),
                blockIO: LinuxBlockIO(
                    weight: 1000, throttleWriteIOPSDevice: [LinuxThrottleDevice(major: 8, minor: 16, rate: 0)]),
                hugepageLimits: [LinuxHugepageLimit(pageSize: "1GB", limit: 0)], unified: ["memory.high": "900"]))
        let wanted = [
            "memory.max": "1000", "memory.swap.max": "500", "memory.low": "max", "cpu.weight": "100",
            "cpu.max": "max 50000", "cpu.max.burst": "0", "cpu.idle": "0", "cpuset.cpus": "1", "pids.max": "max",
            "io.weight": "default 10000", "io.max": "8:16 wiops=max", "hugetlb.1GB.max": "0",
            "hugetlb.1GB.rsvd.max": "0",
            "memory.high": "900",
        ]
        for (name, text) in wanted {
            // A regular file keeps the end of a longer value that was there before.
            #expect(try tree.text(name).hasPrefix(text), "\(name)")
        }
    }

    @Test(arguments: [(2, 1), (1024, 100), (262_144, 10_000), (1, 1), (300_000, 10_000), (512, 59), (2048, 174)])
    func `usual shares become the usual weight`(shares: UInt64, weight: UInt64) {
        #expect(CPUWeight.of(shares: shares) == weight)
    }

    @Test func `what version 2 has not is refused by name`() throws {
        let tree = try FakeTree(.unified, Self.empty(["memory.max", "memory.swap.max"]))
        let refused: [LinuxResources] = [
            LinuxResources(memory: LinuxMemory(kernel: 5)), LinuxResources(memory: LinuxMemory(swappiness: 5)),
            LinuxResources(memory: LinuxMemory(disableOOMKiller: true)),
            LinuxResources(cpu: LinuxCPU(realtimeRuntime: 5)), LinuxResources(blockIO: LinuxBlockIO(leafWeight: 5)),
            LinuxResources(network: LinuxNetwork(classID: 5)),
        ]
        for resources in refused {
            let error = #expect(throws: ControlGroupError.self) { try tree.group.update(resources) }
            #expect(error?.code == .unsupported)
        }
    }

    @Test func `wrong values are refused before anything is written`() throws {
        let tree = try FakeTree(
            .unified, Self.empty(["memory.max", "memory.swap.max"]).merging(["memory.current": "900"]) { $1 })
        let wrong: [(LinuxResources, ControlGroupError.Code)] = [
            (LinuxResources(memory: LinuxMemory(limit: 100, swap: 50)), .invalidValue),
            (LinuxResources(memory: LinuxMemory(swap: 50)), .invalidValue),
            (LinuxResources(memory: LinuxMemory(swappiness: 101)), .invalidValue),
            (LinuxResources(memory: LinuxMemory(limit: 100, checkBeforeUpdate: true)), .refused),
            (LinuxResources(unified: ["../x.y": "1"]), .invalidValue),
            (LinuxResources(pids: LinuxPids(limit: 5)), .missingController),
            (LinuxResources(hugepageLimits: [LinuxHugepageLimit(pageSize: "../x", limit: 1)]), .invalidValue),
        ]
        for (resources, code) in wrong {
            let error = #expect(throws: ControlGroupError.self) { try tree.group.update(resources) }
            #expect(error?.code == code, "\(String(describing: error))")
        }
        #expect(try tree.text("memory.max").isEmpty)
        let legacy = try FakeTree(.legacy, [:])
        let error = #expect(throws: ControlGroupError.self) {
            try legacy.group.update(LinuxResources(unified: ["memory.max": "1"]))
        }
        #expect(error?.code == .unsupported)
    }
}
