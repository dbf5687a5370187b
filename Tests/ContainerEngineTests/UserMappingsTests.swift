import OCISpecification
import Testing

@testable import ContainerEngine

/// How ids of containers with a user namespace of their own are worked out.
@Suite struct UserMappingsTests {
    /// As `/etc/subuid` with two ranges gives them to a user: 0 is the user, then the ranges in order.
    private static let parent = [map(0, 1001, 1), map(1, 100_000, 65536), map(65537, 300_000, 65536)]

    private static func map(_ inside: UInt32, _ outside: UInt32, _ size: UInt32) -> LinuxIDMapping {
        LinuxIDMapping(containerID: inside, hostID: outside, size: size)
    }

    private static var user: HostFacts {
        var host = HostFacts(rootless: true, callerUser: 1001, callerGroup: 1001, capabilities: [], mappedIDs: 131_073)
        host.userMap = parent
        host.groupMap = parent
        return host
    }

    private static let root = HostFacts(
        rootless: false, callerUser: 0, callerGroup: 0, capabilities: [], mappedIDs: nil)

    @Test func `a mapping is cut where the parent's pieces meet`() {
        #expect(
            [Self.map(0, 1, 70000)].fitted(into: Self.parent) == [Self.map(0, 1, 65536), Self.map(65536, 65537, 4464)])
        #expect([Self.map(5, 0, 1)].fitted(into: Self.parent) == [Self.map(5, 0, 1)])
        #expect([Self.map(0, 131_072, 2)].fitted(into: Self.parent) == nil)
    }

    @Test func `keep-id maps the caller to itself, as podman does`() throws {
        let map = try UserMappings.keepID("keep-id", host: Self.user)
        #expect(
            map.users == [
                Self.map(0, 1, 1001), Self.map(1001, 0, 1), Self.map(1002, 1002, 64535), Self.map(65537, 65537, 65536),
            ])
        let chosen = try UserMappings.keepID("keep-id:uid=1000,gid=0", host: Self.user)
        #expect(chosen.users[1] == Self.map(1000, 0, 1))
        #expect(chosen.groups[0] == Self.map(0, 0, 1))
        #expect(throws: EngineError.self) { try UserMappings.keepID("keep-id:who=1", host: Self.user) }
        #expect(throws: EngineError.self) { try UserMappings.keepID("keep-id", host: Self.root) }
    }

    @Test func `keep-id with one id maps that one`() throws {
        var host = Self.user
        host.userMap = [Self.map(0, 1001, 1)]
        host.groupMap = host.userMap
        #expect(try UserMappings.keepID("keep-id", host: host).users == [Self.map(1001, 0, 1)])
    }

    @Test func `nomap leaves the caller out`() throws {
        #expect(
            try UserMappings.noMap(host: Self.user).users == [Self.map(0, 1, 65536), Self.map(65536, 65537, 65536)])
        #expect(throws: EngineError.self) { try UserMappings.noMap(host: Self.root) }
    }

    @Test func `mappings that cannot be are refused`() throws {
        var request = ContainerRequest()
        request.uidMappings = ["0:100000:5000"]
        let map = try UserMappings.explicit(request, host: Self.root)
        #expect(map == UserMappings(users: [Self.map(0, 100_000, 5000)], groups: [Self.map(0, 100_000, 5000)]))
        request.uidMappings = ["0:130000:5000"]
        #expect(throws: EngineError.self) { try UserMappings.explicit(request, host: Self.user) }
        for texts in [["0:1:10", "5:100:10"], ["0:1:10", "20:5:1"], ["0:4294967290:10"], ["0"], ["0:1:0"], ["a:1:1"]] {
            request.uidMappings = texts
            #expect(throws: EngineError.self) { try UserMappings.explicit(request, host: Self.root) }
        }
    }

    @Test func `sets of ids are subtracted and paired in order`() {
        let set = IdentityRanges([10..<20, 0..<5, 4..<8])
        #expect(set.runs == [0..<8, 10..<20])
        #expect(set.subtracting(IdentityRanges([2..<3, 7..<12])).runs == [0..<2, 3..<7, 12..<20])
        #expect(set.subtracting(IdentityRanges([0..<20])).runs == [])
        #expect(
            IdentityRanges([0..<3, 5..<7]).mapped(to: IdentityRanges([100..<102, 200..<210]))
                == [Self.map(0, 100, 2), Self.map(2, 200, 1), Self.map(5, 201, 2)])
        #expect(IdentityRanges([0..<3]).mapped(to: IdentityRanges([100..<102])) == nil)
    }

    @Test func `an automatic range takes what is free, around what is asked for`() throws {
        let pool = IdentityRanges([100_000..<110_000])
        let first = try AutomaticMappings.map(1024, [], from: pool, without: [], "user")
        #expect(first == [Self.map(0, 100_000, 1024)])
        let second = try AutomaticMappings.map(1024, [], from: pool, without: first, "user")
        #expect(second == [Self.map(0, 101_024, 1024)])
        let asked = try AutomaticMappings.map(10, [Self.map(3, 7, 1)], from: pool, without: [], "user")
        #expect(asked == [Self.map(0, 100_000, 3), Self.map(3, 7, 1), Self.map(4, 100_003, 6)])
        #expect(throws: EngineError.self) {
            try AutomaticMappings.map(9000, [], from: pool, without: second, "user")
        }
    }

    @Test func `the words after auto are read`() throws {
        let options = try AutomaticMappings.Options("auto:size=300,uidmapping=0:7:1")
        #expect(options.size == 300)
        #expect(options.users == [Self.map(0, 7, 1)])
        #expect(throws: EngineError.self) { try AutomaticMappings.Options("auto:size=0") }
        #expect(throws: EngineError.self) { try AutomaticMappings.Options("auto:length=3") }
    }

    @Test func `the kernel's table is read`() {
        #expect(
            [LinuxIDMapping](parsingMap: "         0       1001          1\n         1     100000      65536\n")
                == Array(Self.parent[..<2]))
    }
}
