import Linux
import OCISpecification
import Testing

@testable import ControlGroups

/// Groups of the machine's own trees, below a path of this process's own.
@Suite(.serialized, .enabled(if: RealGroups.areUsable)) struct RealGroupTests {
    @Test func `a group is made with limits, takes a process, tells what it uses and goes away`() throws {
        let layout = try ControlGroupLayout.detect()
        let path = try RealGroups.path("one")
        defer { RealGroups.clean(layout) }
        let resources = LinuxResources(
            memory: LinuxMemory(limit: 64 << 20), cpu: LinuxCPU(shares: 512, quota: 50_000, period: 100_000),
            pids: LinuxPids(limit: 77))
        let group = try ControlGroup.create(path, resources: resources, layout: layout)
        #expect(group.exists)
        let child = try SleepingProcess()
        try group.add(child.number)
        #expect(try group.processes() == [child.number])
        let mine = try ProcessGroups.of(child.number)
        for place in group.places { #expect(mine.path(in: place.hierarchy) == path.text) }
        #expect(try ControlGroup.containing(process: child.number, layout: layout) == group)
        let statistics = group.statistics()
        #expect(statistics.memory?.limit == 64 << 20)
        #expect(statistics.processes == .init(current: 1, limit: 77))
        try group.freeze()
        #expect(group.freezerState() == .frozen)
        try group.thaw()
        #expect(group.freezerState() == .running)
        try group.update(LinuxResources(memory: LinuxMemory(limit: 128 << 20, swap: -1), pids: LinuxPids(limit: -1)))
        #expect(group.statistics().memory?.limit == 128 << 20)
        #expect(group.statistics().processes?.limit == .max)
        let error = #expect(throws: ControlGroupError.self) {
            try ControlGroup.create(path, resources: nil, layout: layout)
        }
        #expect(error?.code == .inUse)
        try group.delete()
        #expect(!group.exists)
        let isDead = child.isDead()
        #expect(isDead)
        try group.delete()
    }

    @Test func `a limit goes up and down over one that was there`() throws {
        let layout = try ControlGroupLayout.detect()
        defer { RealGroups.clean(layout) }
        let group = try ControlGroup.create(
            try RealGroups.path("limits"),
            resources: LinuxResources(memory: LinuxMemory(limit: 32 << 20, swap: 64 << 20)),
            layout: layout)
        try group.update(LinuxResources(memory: LinuxMemory(limit: 256 << 20, swap: 512 << 20)))
        #expect(group.statistics().memory?.limit == 256 << 20)
        try group.update(LinuxResources(memory: LinuxMemory(limit: 16 << 20, swap: 16 << 20)))
        #expect(group.statistics().memory?.limit == 16 << 20)
        try group.update(LinuxResources(memory: LinuxMemory(limit: -1)))
        #expect(group.statistics().memory?.limit == .max)
        try group.update(LinuxResources(cpu: LinuxCPU(quota: 20_000, period: 10_000)))
        try group.update(LinuxResources(cpu: LinuxCPU(quota: 500_000, period: 1_000_000)))
    }

    @Test func `a frozen group is killed and removed, with groups below it`() throws {
        let layout = try ControlGroupLayout.detect()
        defer { RealGroups.clean(layout) }
        let group = try ControlGroup.create(try RealGroups.path("frozen"), resources: nil, layout: layout)
        let child = try SleepingProcess()
        let below = try SleepingProcess()
        try group.add(child.number)
        let inner = try ControlGroup.create(try RealGroups.path("frozen/inner"), resources: nil, layout: layout)
        try inner.add(below.number)
        #expect(try Set(group.processes()) == [child.number, below.number])
        try group.freeze()
        try group.delete()
        #expect(!group.exists)
        let areDead = child.isDead() && below.isDead()
        #expect(areDead)
    }

    @Test func `devices that are not named are refused`() throws {
        let layout = try ControlGroupLayout.detect()
        defer { RealGroups.clean(layout) }
        let group = try ControlGroup.create(
            try RealGroups.path("devices"),
            resources: LinuxResources(devices: [
                LinuxDeviceCgroup(allow: false, access: "rwm"),
                LinuxDeviceCgroup(allow: true, type: "c", major: 1, minor: 11, access: "r"),
            ]), layout: layout)
        #expect(try RealGroups.open(group, "/dev/kmsg", "<") == 0)
        #expect(try RealGroups.open(group, "/dev/kmsg", ">") != 0)
        #expect(try RealGroups.open(group, "/dev/null", "<>") == 0)
        #expect(try RealGroups.open(group, "/dev/mem", "<") != 0 || !exists("/dev/mem"))
        try group.update(LinuxResources(devices: [LinuxDeviceCgroup(allow: true, access: "rwm")]))
        #expect(try RealGroups.open(group, "/dev/kmsg", ">") == 0)
    }

    @Test func `a process that uses too much memory is killed and counted`() throws {
        let layout = try ControlGroupLayout.detect()
        guard layout.hierarchy(of: .memory) != nil || layout.isUnified else { return }
        defer { RealGroups.clean(layout) }
        let group = try ControlGroup.create(
            try RealGroups.path("oom"), resources: LinuxResources(memory: LinuxMemory(limit: 8 << 20, swap: 8 << 20)),
            layout: layout)
        let place = try #require(group.place(of: .memory))
        _ = try runShell("echo $$ > \(place.directory)/cgroup.procs; exec tail /dev/zero")
        #expect(group.outOfMemoryKills() >= 1)
    }

    @Test func `without permission the error says so`() throws {
        let error = ControlGroupError(
            doing: "make the group", file: "/x", SystemCallError(call: "mkdirat", subject: "/x", errno: .access))
        #expect(error.code == .notPermitted)
    }
}

/// Version 2 on the machine's tree of it, which may have no controllers.
@Suite(.serialized, .enabled(if: RealGroups.areUsable && RealGroups.unified != nil)) struct RealUnifiedTests {
    @Test func `a group takes a process, freezes, thaws and is killed at once`() throws {
        let layout = ControlGroupLayout.unified(at: RealGroups.unified!)
        defer { RealGroups.clean(layout, suite: "unified") }
        let group = try ControlGroup.create(
            try RealGroups.path("two/below", suite: "unified"), resources: nil, layout: layout)
        let directory = try group.directoryDescriptorForClone()
        let hasDirectory = directory != nil
        #expect(hasDirectory)
        let child = try SleepingProcess()
        try group.add(child.number)
        #expect(try group.processes() == [child.number])
        try group.freeze()
        #expect(group.freezerState() == .frozen)
        try group.thaw()
        #expect(group.freezerState() != .frozen)
        #expect(group.cpuStatistics() != nil)
        try group.signal(9)
        let isDead = child.isDead()
        #expect(isDead)
        try group.delete()
        #expect(!group.exists)
    }

    @Test func `the device program lets named devices through and no others`() throws {
        let layout = ControlGroupLayout.unified(at: RealGroups.unified!)
        defer { RealGroups.clean(layout, suite: "unified") }
        let group = try ControlGroup.create(
            try RealGroups.path("program", suite: "unified"),
            resources: LinuxResources(devices: [
                LinuxDeviceCgroup(allow: false, access: "rwm"),
                LinuxDeviceCgroup(allow: true, type: "c", major: 1, minor: 11, access: "r"),
            ]), layout: layout)
        #expect(try RealGroups.open(group, "/dev/kmsg", "<") == 0)
        #expect(try RealGroups.open(group, "/dev/kmsg", ">") != 0)
        #expect(try RealGroups.open(group, "/dev/zero", "<>") == 0)
        try group.update(LinuxResources(devices: [LinuxDeviceCgroup(allow: true, access: "rwm")]))
        #expect(try RealGroups.open(group, "/dev/kmsg", ">") == 0)
        let opened = try open(group.places[0].directory, [.readOnly, .directory])
        #expect(try devicePrograms(of: opened.number).count == 1)
    }

    @Test func `controllers are handed down to the group`() throws {
        let layout = ControlGroupLayout.unified(at: RealGroups.unified!)
        defer { RealGroups.clean(layout, suite: "unified") }
        let offered = Controllers(
            list: String(decoding: try readFile(RealGroups.unified! + "/cgroup.controllers"), as: UTF8.self))
        let group = try ControlGroup.create(
            try RealGroups.path("deep/down", suite: "unified"), resources: nil, layout: layout)
        let have = try readFile(group.places[0].directory + "/cgroup.controllers")
        #expect(Controllers(list: String(decoding: have, as: UTF8.self)).isSuperset(of: offered))
    }
}
