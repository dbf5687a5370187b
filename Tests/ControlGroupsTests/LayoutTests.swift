import Testing

@testable import ControlGroups

@Suite struct LayoutTests {
    private func layout(_ table: String) throws -> ControlGroupLayout {
        try ControlGroupLayout.of(mountTable: Array(table.utf8), directory: "/sys/fs/cgroup")
    }

    @Test func `version 2 alone is unified`() throws {
        let layout = try layout(
            """
            22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
            30 22 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
            """)
        #expect(layout == ControlGroupLayout.unified(at: "/sys/fs/cgroup"))
        #expect(layout.isUnified)
    }

    @Test func `a group of version 1 is told to another process as it is`() throws {
        let layout = try layout(
            """
            32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
            33 31 0:30 / /sys/fs/cgroup/net\\040cls rw,relatime - cgroup cgroup rw,net_cls,net_prio
            34 31 0:31 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
            """)
        let group = ControlGroup.existing(try ControlGroupPath("/apus/a b"), layout: layout)
        let told = try #require(ControlGroup(text: group.text))
        #expect(told == group)
        #expect(told.places.map { $0.directory }.last == "/sys/fs/cgroup/systemd/apus/a b")
        for broken in ["", "/a\0/sys", "..\0/x\0cpu"] { #expect(ControlGroup(text: Array(broken.utf8)) == nil) }
    }

    @Test func `a group of version 2 is told to another process as it is`() throws {
        let group = ControlGroup.existing(try ControlGroupPath("/a.slice/b.scope"), layout: .unified(at: "/sys/fs/cgroup"))
        let told = try #require(ControlGroup(text: group.text))
        #expect(told == group && told.layout.isUnified)
    }

    @Test func `trees of version 1 are known by their controllers`() throws {
        let layout = try layout(
            """
            31 23 0:28 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755
            32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
            33 31 0:30 /docker/x /sys/fs/cgroup/net\\040cls rw,relatime - cgroup cgroup rw,net_cls,net_prio
            34 31 0:31 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
            """)
        #expect(layout.version == .legacy)
        #expect(layout.hierarchies.count == 3)
        #expect(layout.hierarchy(of: .cpuAccounting)?.mountPoint == "/sys/fs/cgroup/cpu,cpuacct")
        #expect(layout.hierarchy(of: .cpu)?.options == "cpu,cpuacct")
        #expect(layout.hierarchy(of: .networkClass)?.mountPoint == "/sys/fs/cgroup/net cls")
        #expect(layout.hierarchy(of: .networkClass)?.root == "/docker/x")
        #expect(layout.hierarchies[2].kind == .named("systemd"))
        #expect(layout.unified == nil)
    }

    @Test func `a tree of version 2 beside those of version 1 is hybrid, and the usual directory counts`() throws {
        let layout = try layout(
            """
            50 22 0:36 / /mnt/other rw - cgroup cgroup rw,pids
            40 31 0:36 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids
            41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
            60 22 0:38 / /var/lib/c/rootfs/sys/fs/cgroup rw - cgroup2 cgroup2 rw
            """)
        #expect(layout.version == .hybrid)
        #expect(layout.hierarchy(of: .pids)?.mountPoint == "/sys/fs/cgroup/pids")
        #expect(layout.unified?.mountPoint == "/sys/fs/cgroup/unified")
    }

    @Test func `no control groups are an error that says so`() {
        let error = #expect(throws: ControlGroupError.self) { try layout("22 1 254:1 / / rw - ext4 /dev/vda1 rw\n") }
        #expect(error?.code == .unavailable)
    }

    @Test func `the groups of a process are read line by line`() {
        let text = "9:name=systemd:/init.scope\n4:memory:/a:b\n2:cpu,cpuacct:/x\n0::/y\n"
        let groups = ProcessGroups(parsing: Array(text.utf8))
        #expect(groups.unified == "/y")
        #expect(groups.path(in: Hierarchy(kind: .legacy(.memory), mountPoint: "/m")) == "/a:b")
        #expect(groups.path(in: Hierarchy(kind: .legacy([.cpu, .cpuAccounting]), mountPoint: "/m")) == "/x")
        #expect(groups.path(in: Hierarchy(kind: .named("systemd"), mountPoint: "/m")) == "/init.scope")
        #expect(groups.path(in: Hierarchy(kind: .legacy(.pids), mountPoint: "/m")) == nil)
    }

    @Test func `trees that another mount hides do not count`() throws {
        let table = """
            31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw
            40 31 0:36 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids
            41 31 0:300 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
            """
        var seen: [UInt64] = []
        let layout = try ControlGroupLayout.of(mountTable: Array(table.utf8), directory: "/sys/fs/cgroup") {
            seen.append($1)
            return $0.hasSuffix("pids")
        }
        #expect(layout.version == .legacy)
        // 0:300 as stat(2) has it
        #expect(seen == [36, 0x10002c])
    }
}
