import Linux
import OCISpecification
import TestSupport
import Testing

@testable import ControlGroups

@Suite struct CreationTests {
    @Test func `controllers that cannot be had do not keep the others away`() throws {
        let directory = try TemporaryDirectory("cgroup")
        let root = directory.path
        try makeDirectories(root + "/a/b")
        for (name, text) in [
            ("/cgroup.controllers", "cpuset cpu io memory pids"), ("/cgroup.subtree_control", ""),
            ("/a/cgroup.subtree_control", "cpu"), ("/a/b/cgroup.controllers", "cpu"),
        ] { try open(root + name, [.writeOnly, .create]).write(text) }
        // A device program cannot be put on a plain directory: that is the error, after the rest was done.
        let error = #expect(throws: ControlGroupError.self) {
            try ControlGroup.create(try ControlGroupPath("/a/b"), resources: nil, layout: .unified(at: root))
        }
        #expect(error?.doing == "restrict the devices")
        func text(_ name: String) throws -> String { String(decoding: try readFile(root + name), as: UTF8.self) }
        #expect(try text("/cgroup.subtree_control") == "+cpu +cpuset +memory +io +pids")
        #expect(try text("/a/cgroup.subtree_control") == "+cpuset +memory +io +pids")
    }

    @Test func `above a unit that systemd has given to us no controllers are handed down`() throws {
        let directory = try TemporaryDirectory("cgroup")
        let unit = "/system.slice/apus.scope"
        try makeDirectories("\(directory.path)\(unit)/c")
        for group in ["", "/system.slice", unit] {
            for (name, text) in [("cgroup.controllers", "cpu memory"), ("cgroup.subtree_control", ""), ("cgroup.procs", "")] {
                try open("\(directory.path)\(group)/\(name)", [.writeOnly, .create]).write(text)
            }
        }
        // A device program cannot be put on a plain directory.
        #expect(throws: ControlGroupError.self) {
            try ControlGroup.create(try ControlGroupPath(unit + "/c"), resources: nil, layout: .unified(at: directory.path))
        }
        func text(_ name: String) throws -> String { String(decoding: try readFile(directory.path + name), as: UTF8.self) }
        #expect(try text("/cgroup.subtree_control") == "")
        #expect(try text("/system.slice/cgroup.subtree_control") == "")
        #expect(try text(unit + "/cgroup.subtree_control") == "+cpu +memory")
    }

    @Test func `what was made is removed when the rest fails`() throws {
        let directory = try TemporaryDirectory("cgroup")
        #expect(throws: ControlGroupError.self) {
            try ControlGroup.create(
                try ControlGroupPath("/a/b"), resources: LinuxResources(pids: LinuxPids(limit: 5)),
                layout: .unified(at: directory.path))
        }
        let stays = try exists(directory.path + "/a/b")
        #expect(!stays)
    }

    @Test func `CPUs and memory nodes are handed down in version 1`() throws {
        let directory = try TemporaryDirectory("cgroup")
        let root = directory.path
        try makeDirectories(root + "/a/b")
        for group in ["", "/a", "/a/b"] {
            for name in ["cpuset.cpus", "cpuset.mems", "cgroup.clone_children"] {
                let text = group.isEmpty ? (name == "cpuset.cpus" ? "0-3\n" : "0\n") : ""
                try open(root + group + "/" + name, [.writeOnly, .create]).write(text)
            }
        }
        let hierarchy = Hierarchy(kind: .legacy(.cpuset), mountPoint: root)
        let path = try ControlGroupPath("/a/b")
        try CPUSets.inherit(ControlGroup.Place(hierarchy, path.text), path: path)
        func text(_ name: String) throws -> String { String(decoding: try readFile(root + name), as: UTF8.self) }
        #expect(try text("/a/b/cpuset.cpus") == "0-3\n")
        #expect(try text("/a/cpuset.mems") == "0\n")
        #expect(try text("/a/cgroup.clone_children") == "1")
        #expect(try text("/a/b/cgroup.clone_children") == "")
    }
}
