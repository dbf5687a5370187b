import Linux
import OCISpecification
import TestSupport
import Testing

@testable import ContainerRuntime

/// The files of resctrl as this runtime writes them, in a directory that stands for it: few machines have the real one.
@Suite struct CacheControlTests {
    private func plan(_ rdt: LinuxIntelRdt) throws -> CacheControlPlan { try #require(try CacheControlPlan(rdt, id: "web")) }

    private func text(_ path: String) throws -> String { String(decoding: try readFile(path), as: UTF8.self) }

    /// What the kernel makes with a directory.
    private func fill(_ directory: String) throws {
        try makeDirectories("\(directory)/mon_groups/web")
        for file in ["schemata", "tasks", "mon_groups/web/tasks"] { try replaceFile("\(directory)/\(file)", with: []) }
    }

    @Test func `the mount point is found by the type of the file system`() {
        let table = "22 1 0:20 / /sys rw - sysfs sysfs rw\n30 22 0:25 / /sys/fs/resctrl rw,relatime shared:4 - resctrl resctrl rw\n"
        #expect(CacheControl.mountPoint(Array(table.utf8)) == "/sys/fs/resctrl")
        #expect(CacheControl.mountPoint(Array("22 1 0:20 / /resctrl rw - tmpfs resctrl rw\n".utf8)) == nil)
    }

    @Test func `lines of all fields go to the class and the process into it`() throws {
        let root = try TemporaryDirectory("resctrl")
        try fill("\(root.path)/web")
        let made = try CacheControl.enter(
            plan(
                LinuxIntelRdt(
                    schemata: ["L2:0=f"], l3CacheSchema: "L3:0=7f0;1=1f\nMB:0=10", memBwSchema: "MB:0=20;1=70",
                    enableMonitoring: true)), root: root.path, process: 4711)
        #expect(try text("\(root.path)/web/schemata") == "L2:0=f\nL3:0=7f0;1=1f\nMB:0=20;1=70\n")
        #expect(try text("\(root.path)/web/tasks") == "4711")
        #expect(try text("\(root.path)/web/mon_groups/web/tasks") == "4711")
        #expect(made == ["\(root.path)/web/mon_groups/web"])
    }

    @Test func `a class that is named is not removed, and has to be there or be described`() throws {
        let root = try TemporaryDirectory("resctrl")
        try fill("\(root.path)/gold")
        try fill(root.path)
        #expect(try CacheControl.enter(plan(LinuxIntelRdt(closID: "gold")), root: root.path, process: 1) == [])
        #expect(try CacheControl.enter(plan(LinuxIntelRdt(closID: "/")), root: root.path, process: 2) == [])
        #expect(try text("\(root.path)/tasks") == "2")
        #expect(throws: RuntimeError.self) {
            _ = try CacheControl.enter(plan(LinuxIntelRdt(closID: "silver")), root: root.path, process: 1)
        }
        for name in ["a/b", "..", "info", "mon_groups"] {
            #expect(throws: RuntimeError.self) { _ = try CacheControlPlan(LinuxIntelRdt(closID: name), id: "web") }
        }
        #expect(throws: RuntimeError.self) { _ = try CacheControlPlan(LinuxIntelRdt(memBwSchema: "L3:0=f"), id: "web") }
    }

    @Test func `mappings in the options of mounts are read as crun writes them`() throws {
        let container: (users: [IdentityRange], groups: [IdentityRange]) = (
            [IdentityRange(container: 0, host: 0, size: 1), IdentityRange(container: 1, host: 2, size: 1000)], []
        )
        let read = try MappingText.read("uids=0-1-10#@1-3-10;gids=0-100-10", field: "f", container: container)
        #expect(
            read.users == [IdentityRange(container: 0, host: 1, size: 10), IdentityRange(container: 1, host: 4, size: 10)])
        #expect(read.groups == [IdentityRange(container: 0, host: 100, size: 10)])
        for text in ["x", "uids=1-2", "uids=1-2-0", "uids=a-b-c"] {
            #expect(throws: RuntimeError.self) { _ = try MappingText.read(text, field: "f", container: container) }
        }
    }
}
