import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

/// Limits as the kernel has them, in the control groups of version 1 of this machine.
@Suite(.enabled(if: RuntimeUnderTest.canRun && (try? exists("/sys/fs/cgroup/memory")) == true), .serialized)
struct ResourceTests {
    private func file(_ container: borrowing TestContainer, _ name: String) -> String? {
        let controller = name.prefix { $0 != "." }
        let path = "/sys/fs/cgroup/\(controller)/apus-test-\(container.id)/\(name)"
        return (try? readFile(path)).map { String(decoding: $0, as: UTF8.self).filter { $0 != "\n" } }
    }

    private func started(_ resources: LinuxResources) throws -> TestContainer {
        var container = try TestContainer("sleep 100")
        container.configuration.linux?.cgroupsPath = "/apus-test-\(container.id)"
        container.configuration.linux?.resources = resources
        try container.write()
        let outcome = try container.call(["run", "--detach", "--bundle", container.path, container.id])
        try #require(outcome.status == 0, "\(outcome.errors)")
        return container
    }

    @Test func `limits of the configuration are those of the group`() throws {
        let container = try started(
            LinuxResources(
                memory: LinuxMemory(limit: 67_108_864, reservation: 33_554_432, swap: 134_217_728),
                cpu: LinuxCPU(shares: 512, quota: 20000, burst: 10000, period: 40000, cpus: "0", mems: "0"),
                pids: LinuxPids(limit: 55)))
        let rows = [
            ("memory.limit_in_bytes", "67108864"), ("memory.soft_limit_in_bytes", "33554432"),
            ("memory.memsw.limit_in_bytes", "134217728"), ("cpu.shares", "512"), ("cpu.cfs_quota_us", "20000"),
            ("cpu.cfs_period_us", "40000"), ("cpuset.cpus", "0"), ("cpuset.mems", "0"), ("pids.max", "55"),
        ]
        for (name, value) in rows { #expect(file(container, name) == value || file(container, name) == nil, "\(name)") }
        // This one both versions have.
        #expect(file(container, "pids.max") == "55")
        if RuntimeUnderTest.isOurs { #expect(file(container, "cpu.cfs_burst_us") == "10000") }
    }

    @Test func `every flag of update changes what it names`() throws {
        let container = try started(LinuxResources(memory: LinuxMemory(limit: 67_108_864, swap: 134_217_728)))
        var flags = [
            "--memory", "50331648", "--memory-swap", "100663296", "--memory-reservation", "16777216", "--cpu-share", "256",
            "--cpu-quota", "30000", "--cpu-period", "60000", "--cpuset-cpus", "0", "--cpuset-mems", "0", "--pids-limit", "33",
        ]
        if RuntimeUnderTest.isOurs { flags += ["--cpu-burst", "5000"] }
        let outcome = try container.call(["update"] + flags + [container.id])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let rows = [
            ("memory.limit_in_bytes", "50331648"), ("memory.memsw.limit_in_bytes", "100663296"),
            ("memory.soft_limit_in_bytes", "16777216"), ("cpu.shares", "256"), ("cpu.cfs_quota_us", "30000"),
            ("cpu.cfs_period_us", "60000"), ("cpuset.cpus", "0"), ("pids.max", "33"),
        ]
        for (name, value) in rows { #expect(file(container, name) == value || file(container, name) == nil, "\(name)") }
        #expect(file(container, "pids.max") == "33")
        if RuntimeUnderTest.isOurs { #expect(file(container, "cpu.cfs_burst_us") == "5000") }
        for weight in ["-5", "5", "70000"] where RuntimeUnderTest.isOurs {
            let refused = try container.call(["update", "--blkio-weight=\(weight)", container.id])
            #expect(refused.status != 0 && contains(refused.errors, "10 to 1000"), "\(refused.errors)")
        }
    }

    @Test func `update reads its resources from a file and from its input`() throws {
        let container = try started(LinuxResources(pids: LinuxPids(limit: 50)))
        let path = "\(container.path)/resources.json"
        for (arguments, limit) in [(["-r", path], 41), (["--resources", "-"], 42)] {
            try replaceFile(path, with: Array("{\"pids\": {\"limit\": \(limit)}}".utf8))
            let outcome = try container.call(["update"] + arguments + [container.id], input: path)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(file(container, "pids.max") == "\(limit)")
        }
    }

    @Test func `devices are refused but for those that are allowed`() throws {
        var container = try TestContainer(
            """
            mknod /full c 1 7; mknod /kmsg c 1 11; mknod /loop b 7 0; mknod /mem c 1 1
            for d in /dev/null /full /kmsg /loop /mem; do head -c 1 $d > /tmp/out 2>/tmp/err; grep -q 'not permitted' /tmp/err && echo "$d refused"; done
            """)
        let sets = ["CAP_MKNOD", "CAP_SYS_ADMIN", "CAP_SYSLOG", "CAP_SYS_RAWIO", "CAP_DAC_OVERRIDE"]
        container.configuration.process?.capabilities = LinuxCapabilities(bounding: sets, effective: sets, permitted: sets)
        container.configuration.linux?.resources = LinuxResources(devices: [
            LinuxDeviceCgroup(allow: false, access: "rwm"),
            LinuxDeviceCgroup(allow: true, type: "c", major: 1, minor: 1, access: "m"),
            LinuxDeviceCgroup(allow: true, type: "b", major: 7, access: "rm"),
        ])
        let outcome = try container.run()
        #expect(outcome.output == "/kmsg refused\n/mem refused\n", "\(outcome.output) \(outcome.errors)")
    }

    @Test func `what these control groups do not have is an error that says so`() throws {
        for resources in [
            LinuxResources(unified: ["memory.high": "1000000"]),
            LinuxResources(network: LinuxNetwork(classID: 7)),
            LinuxResources(rdma: ["mlx5_1": LinuxRdma(hcaHandles: 3)]),
            LinuxResources(hugepageLimits: [LinuxHugepageLimit(pageSize: "2MB", limit: 0)]),
        ] {
            var container = try TestContainer("true")
            container.configuration.linux?.resources = resources
            let outcome = try container.run()
            if RuntimeUnderTest.isOurs { #expect(outcome.status != 0 && !outcome.errors.isEmpty, "\(resources)") }
            #expect(try container.call(["state", container.id]).status != 0)
        }
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `figures and the end of memory are told as events`() throws {
        let container = try started(LinuxResources(memory: LinuxMemory(limit: 33_554_432), pids: LinuxPids(limit: 44)))
        let told = try JSONValue(parsing: try container.call(["events", "--stats", container.id]).output)
        #expect(told["type"]?.stringValue == "stats" && told["id"]?.stringValue == container.id)
        #expect(told["data"]?["pids"]?["limit"]?.integerValue == 44)
        #expect(told["data"]?["memory"]?["usage"]?["limit"]?.integerValue == 33_554_432)
        #expect((told["data"]?["cpu"]?["usage"]?["total"]?.integerValue ?? 0) > 0)
        let events = try runCommand(
            "/bin/sh",
            [
                "-c",
                """
                r="\(RuntimeUnderTest.path!) --root \(container.path)/state"
                $r events --interval 200ms \(container.id) & watcher=$!
                $r exec \(container.id) dd if=/dev/zero of=/dev/null bs=200M count=1 > /dev/null 2>&1
                sleep 0.5; $r kill \(container.id) KILL; wait $watcher
                """,
            ], environment: ["PATH=/bin:/usr/bin"])
        #expect(events.code == 0, "\(events.errors)")
        #expect(events.output.contains("{\"type\":\"oom\",\"id\":\"\(container.id)\"}"), "\(events.output)")
        #expect(events.output.contains("{\"type\":\"stats\""))
    }
}
