import ContainerNetworking
import Linux
import Netlink
import Synchronization
import TestSupport
import Testing

@Suite struct LeaseTests {
    private func leases(
        _ directory: borrowing TemporaryDirectory, _ subnet: String = "10.87.0.0/16"
    ) throws -> AddressLeases {
        let subnet = try #require(IPv4Subnet(subnet))
        return AddressLeases(
            directory: directory.path + "/leases", subnet: subnet, gateway: IPv4Address(subnet.first.value + 1))
    }

    @Test func `addresses are handed out one after the other, and rest when given back`() throws {
        let directory = try TemporaryDirectory("leases")
        let leases = try leases(directory)
        #expect(try leases.take(for: "a").description == "10.87.0.2")
        #expect(try leases.take(for: "b").description == "10.87.0.3")
        try leases.release(IPv4Address(10, 87, 0, 2), of: "a")
        #expect(try leases.take(for: "c").description == "10.87.0.4")
        #expect(try leases.holder(of: IPv4Address(10, 87, 0, 4)) == "c")
        #expect(try leases.holder(of: IPv4Address(10, 87, 0, 2)) == nil)
    }

    @Test func `only the holder gives an address back`() throws {
        let directory = try TemporaryDirectory("leases")
        let leases = try leases(directory)
        let address = try leases.take(for: "a")
        try leases.release(address, of: "b")
        #expect(try leases.holder(of: address) == "a")
        try leases.release(address, of: "a")
        try leases.release(address, of: "a")
        #expect(try leases.all().isEmpty)
    }

    @Test func `an address asked for is taken once`() throws {
        let directory = try TemporaryDirectory("leases")
        let leases = try leases(directory)
        let address = IPv4Address(10, 87, 9, 9)
        let holder = directory.path
        try leases.take(address, for: holder)
        try leases.take(address, for: holder)
        #expect(throws: NetworkingError.self) { try leases.take(address, for: "b") }
        for wrong in [IPv4Address(10, 87, 0, 1), IPv4Address(10, 87, 0, 0), IPv4Address(10, 88, 0, 1)] {
            #expect(throws: NetworkingError.self) { try leases.take(wrong, for: "b") }
        }
    }

    @Test func `a full subnet takes back what the dead hold, or says so`() throws {
        let directory = try TemporaryDirectory("leases")
        let leases = try leases(directory, "10.9.9.0/29")
        let holders = (0..<5).map { "\(directory.path)/c\($0)" }
        for holder in holders {
            try makeDirectories(holder)
            _ = try leases.take(for: holder)
        }
        let late = "\(directory.path)/d"
        try makeDirectories(late)
        #expect(throws: NetworkingError.self) { try leases.take(for: late) }
        try removeDirectory(holders[3])
        #expect(try leases.take(for: late).description == "10.9.9.5")
        for index in [0, 1, 2, 4] { try removeDirectory(holders[index]) }
        #expect(try leases.reclaim() == 4)
        #expect(try leases.all().map(\.holder) == [late])
    }

    @Test func `an address asked for is taken from the dead, and the living are named`() throws {
        let directory = try TemporaryDirectory("leases")
        let leases = try leases(directory)
        let address = IPv4Address(10, 87, 3, 3)
        let (first, second) = ("\(directory.path)/first", "\(directory.path)/second")
        for holder in [first, second] { try makeDirectories(holder) }
        try leases.take(address, for: first)
        #expect { try leases.take(address, for: second) } throws: { "\($0)".contains("container first has it") }
        try removeDirectory(first)
        try leases.take(address, for: second)
        #expect(try leases.holder(of: address) == second)
    }

    @Test func `a damaged hint costs no more than a few tries`() throws {
        let directory = try TemporaryDirectory("leases")
        let leases = try leases(directory)
        _ = try leases.take(for: "a")
        try replaceFile(leases.directory + "/last", with: Array("4000000000".utf8))
        _ = try leases.take(for: "b")
        try replaceFile(leases.directory + "/last", with: [0xFF, 0, 1])
        _ = try leases.take(for: "c")
        #expect(try leases.all().count == 3)
    }

    @Test func `five hundred addresses taken by fifty at once are all different`() throws {
        let directory = try TemporaryDirectory("leases")
        let leases = try leases(directory)
        let taken = Mutex<[IPv4Address]>([])
        let start = monotonicNanoseconds()
        let failures = ConcurrentWork.run(50) {
            for number in 0..<10 {
                let address = try leases.take(for: "c\(number)")
                taken.withLock { $0.append(address) }
            }
        }
        let elapsed = monotonicNanoseconds() - start
        #expect(failures == [])
        let all = taken.withLock { $0 }
        #expect(all.count == 500 && Set(all).count == 500)
        // 0.02 ms each here; the bound only catches a search through all that is taken
        #expect(elapsed < 2_000_000_000, "\(elapsed / 1_000_000) ms")
    }
}
