import Linux
import TestSupport
import Testing

@testable import ControlGroups

@Suite struct DelegationTests {
    @Test(.enabled(if: Credentials.effectiveUser == 0)) func `only the files that are safe to give away change their owner`() throws {
        let names = ["cgroup.procs", "cgroup.subtree_control", "cgroup.threads", "memory.max", "memory.reclaim"]
        let tree = try FakeTree(.unified, Dictionary(uniqueKeysWithValues: names.map { ($0, "") }))
        let directory = tree.group.places[0].directory
        func owner(_ name: String) throws -> UInt32 { try status(of: name.isEmpty ? directory : "\(directory)/\(name)").user }
        try tree.group.delegate(to: 1234, list: "/no/such/list")
        #expect(try ["", "cgroup.procs", "cgroup.subtree_control", "cgroup.threads"].map(owner) == [1234, 1234, 1234, 1234])
        #expect(try owner("memory.max") == 0)
        let list = "\(tree.directory.path)/delegate"
        try replaceFile(list, with: Array("cgroup.procs\nmemory.reclaim\nnot.there\n".utf8))
        try tree.group.delegate(to: 77, list: list)
        #expect(try owner("memory.reclaim") == 77)
        #expect(try owner("cgroup.threads") == 1234)
    }

    @Test func `a part of the controllers moves below the group`() throws {
        let tree = try FakeTree(.legacy, [:])
        let moved = try tree.group.moving("pids", below: "part/deep")
        let places = moved.places.map { $0.directory.dropFirst(tree.directory.path.utf8.count) }
        #expect(places.contains("/pids/g/part/deep"))
        #expect(places.contains("/memory/g"))
        #expect(throws: ControlGroupError.self) { _ = try tree.group.moving("nonsense", below: "part") }
        #expect(throws: ControlGroupError.self) { _ = try FakeTree(.unified, [:]).group.moving("pids", below: "part") }
    }
}
