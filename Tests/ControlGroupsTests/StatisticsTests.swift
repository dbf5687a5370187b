import Testing

@testable import ControlGroups

@Suite struct StatisticsTests {
    @Test func `figures of version 2 are read`() throws {
        let tree = try FakeTree(
            .unified,
            [
                "cpu.stat":
                    "usage_usec 10\nuser_usec 6\nsystem_usec 4\nnr_periods 3\nnr_throttled 2\nthrottled_usec 1\n",
                "memory.current": "4096\n", "memory.max": "max\n", "memory.peak": "8192\n",
                "memory.stat": "anon 1000\nfile 2000\nkernel 5\nsock 6\ninactive_file 1500\n",
                "memory.events": "low 0\nhigh 0\nmax 4\noom 1\noom_kill 2\noom_group_kill 0\n",
                "memory.swap.current": "3\n", "memory.swap.max": "9\n", "pids.current": "5\n", "pids.max": "10\n",
                "io.stat": "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6\n254:0 \n",
                "hugetlb.2MB.current": "7\n", "hugetlb.2MB.events": "max 1\n", "hugetlb.2MB.rsvd.current": "8\n",
            ])
        let figures = tree.group.statistics()
        #expect(
            figures.cpu
                == .init(
                    total: 10000, user: 6000, kernel: 4000, periods: 3, throttledPeriods: 2, throttledTime: 1000))
        let memory = try #require(figures.memory)
        #expect(memory.usage == 4096 && memory.limit == .max && memory.peak == 8192)
        #expect(memory.cache == 2000 && memory.anonymous == 1000 && memory.withoutInactiveFile == 2596)
        #expect(memory.swapUsage == 3 && memory.swapLimit == 9 && memory.kernelUsage == 5)
        #expect(memory.failures == 4 && memory.outOfMemoryKills == 2)
        #expect(tree.group.outOfMemoryKills() == 2)
        #expect(figures.processes == .init(current: 5, limit: 10))
        #expect(figures.blockDevices.count == 2)
        #expect(figures.readBytes == 1 && figures.writtenBytes == 2)
        #expect(figures.blockDevices[0].discards == 6)
        #expect(figures.hugePages == [.init(size: "2MB", usage: 7, failures: 1)])
    }

    @Test func `figures of version 1 are read`() throws {
        let tree = try FakeTree(
            .legacy,
            [
                "cpuacct.usage": "100\n", "cpuacct.usage_user": "60\n", "cpuacct.usage_sys": "40\n",
                "cpuacct.usage_percpu": "70 30 \n", "cpu.stat": "nr_periods 1\nnr_throttled 2\nthrottled_time 3\n",
                "memory.usage_in_bytes": "50\n", "memory.limit_in_bytes": "9223372036854771712\n",
                "memory.memsw.usage_in_bytes": "80\n", "memory.max_usage_in_bytes": "70\n", "memory.failcnt": "4\n",
                "memory.stat": "cache 1\ntotal_cache 11\ntotal_rss 12\ntotal_inactive_file 13\n",
                "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 6\n",
                "pids.current": "1\n", "pids.max": "max\n",
                "blkio.throttle.io_service_bytes": "8:0 Read 10\n8:0 Write 20\n8:0 Total 30\nTotal 30\n",
                "blkio.throttle.io_serviced": "8:0 Read 1\n8:0 Write 2\n",
                "hugetlb.1GB.usage_in_bytes": "5\n", "hugetlb.1GB.max_usage_in_bytes": "6\n",
                "hugetlb.1GB.failcnt": "7\n",
            ])
        let figures = tree.group.statistics()
        #expect(
            figures.cpu
                == .init(
                    total: 100, user: 60, kernel: 40, perCPU: [70, 30], periods: 1, throttledPeriods: 2,
                    throttledTime: 3))
        let memory = try #require(figures.memory)
        #expect(memory.usage == 50 && memory.limit == .max && memory.peak == 70 && memory.swapUsage == 30)
        #expect(memory.cache == 11 && memory.anonymous == 12 && memory.withoutInactiveFile == 37)
        #expect(memory.outOfMemoryKills == 6 && memory.failures == 4)
        #expect(figures.processes == .init(current: 1, limit: .max))
        #expect(
            figures.blockDevices
                == [.init(major: 8, minor: 0, readBytes: 10, writtenBytes: 20, reads: 1, writes: 2)])
        #expect(figures.hugePages == [.init(size: "1GB", usage: 5, peak: 6, failures: 7)])
    }

    @Test func `a group that is gone has no figures`() throws {
        let group = ControlGroup.existing(try ControlGroupPath("/no/such"), layout: .unified(at: "/nonexistent"))
        #expect(group.statistics() == ResourceStatistics())
        #expect(try group.processes() == [])
        #expect(!group.exists)
        try group.delete()
    }
}
