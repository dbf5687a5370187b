import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

@testable import ControlGroups

/// Hostile limits, written into imitated trees of both versions, as rules of devices and as properties of units.
@Suite struct ResourceFuzzTests {
    private static let files = [
        "memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.soft_limit_in_bytes", "memory.swappiness", "memory.oom_control",
        "cpu.shares", "cpu.cfs_quota_us", "cpu.cfs_period_us", "cpu.cfs_burst_us", "cpu.rt_runtime_us", "cpu.rt_period_us", "cpu.idle",
        "cpuset.cpus", "cpuset.mems", "pids.max", "blkio.bfq.weight", "blkio.throttle.read_bps_device", "hugetlb.2MB.limit_in_bytes",
        "net_cls.classid", "net_prio.ifpriomap", "rdma.max", "memory.max", "memory.swap.max", "memory.low", "memory.high", "cpu.weight",
        "cpu.max", "cpu.max.burst", "io.weight", "io.max", "hugetlb.2MB.max", "hugetlb.2MB.rsvd.max", "blkio.weight", "io.bfq.weight",
    ]

    @Test(arguments: [ControlGroupLayout.Version.legacy, .unified])
    func `no limits crash the runtime or stop it`(version: ControlGroupLayout.Version) throws {
        let contents = Dictionary(uniqueKeysWithValues: Self.files.map { ($0, $0 == "memory.swap.max" ? "max" : "") })
        let tree = try FakeTree(version, contents)
        let seed = JSONMutation(ConfigurationTexts.resources)
        var run = FuzzRun("resources-\(version)")
        try run.run(seconds: 2) {
            seed.mutated(with: &$0)
        } _: { bytes in
            guard var resources = try? JSON.decode(LinuxResources.self, from: bytes) else { return false }
            if let rules = try? DeviceAccess(resources.devices ?? [], defaults: []).rules {
                _ = DeviceFilter.compile(rules)
                _ = try? DeviceExceptions(rules)
            }
            for unified in [true, false] { _ = try? UnitLimits.of(resources, unified: unified) }
            // The filter is the kernel's business, and there is no group to give it to.
            if version == .unified { resources.devices = nil }
            do throws(ControlGroupError) {
                try tree.group.update(resources)
                return true
            } catch {
                _ = "\(error)"
                return false
            }
        }
        #expect(run.findings.isEmpty, "\(run.findings.joined(separator: "\n"))")
        #expect(run.inputs > 5)
    }
}
