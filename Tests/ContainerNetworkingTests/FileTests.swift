import ContainerNetworking
import Linux
import Netlink
import TestSupport
import Testing

@Suite struct HostsFileTests {
    @Test func `the user's entries come first, then localhost, the host and the container`() throws {
        let file = HostsFile(
            hostname: "web", aliases: ["web", "front"], addresses: [.version4(IPv4Address(10, 87, 0, 2))],
            hostGateway: .version4(IPv4Address(10, 87, 0, 1)),
            extra: [try ExtraHost("db:10.0.0.9"), try ExtraHost("up=host-gateway"), try ExtraHost("a;b:::1")])
        #expect(
            try file.text() == """
                10.0.0.9\tdb
                10.87.0.1\tup
                ::1\ta b
                127.0.0.1\tlocalhost localhost.localdomain
                ::1\tlocalhost localhost.localdomain ip6-localhost ip6-loopback
                10.87.0.1\thost.containers.internal host.docker.internal
                10.87.0.2\tweb front

                """)
    }

    @Test(arguments: [
        "db", "db:", ":1.2.3.4", "db:host", "d b:1.2.3.4", "db\n:1.2.3.4", "db:1.2.3.4\n1.1.1.1 evil", "-x:1.2.3.4",
        "db\u{1B}[2J:1.2.3.4",
    ])
    func `entries that would write another line or mean nothing are refused`(text: String) {
        #expect(throws: NetworkingError.self) { try ExtraHost(text) }
    }

    @Test func `host-gateway needs a gateway`() throws {
        let file = HostsFile(hostname: "web", extra: [try ExtraHost("up:host-gateway")])
        #expect(throws: NetworkingError.self) { try file.text() }
    }

    @Test func `a host name that would write another line is refused`() {
        #expect(throws: NetworkingError.self) { try HostsFile(hostname: "web\n6.6.6.6 bank").text() }
    }
}

@Suite struct ResolverConfigurationTests {
    @Test func `the host's file is read as the resolver reads it`() {
        let configuration = ResolverConfiguration(
            parsing: """
                # a comment
                ; another
                nameserver 192.0.2.53   # the first
                nameserver\tfd00::53
                domain old.example
                search a.example b.example
                options ndots:2 edns0
                sortlist 1.2.3.4
                """)
        #expect(configuration.servers == ["192.0.2.53", "fd00::53"])
        #expect(configuration.search == ["a.example", "b.example"])
        #expect(configuration.options == ["ndots:2", "edns0"])
    }

    @Test func `servers that only the host reaches are left out`() throws {
        let host = ResolverConfiguration(
            servers: ["127.0.0.53", "::1", "fe80::1%eth0", "192.0.2.53", "fd00::53"], search: ["a.example"],
            options: ["edns0"])
        #expect(try host.forContainer().text == "search a.example\nnameserver 192.0.2.53\noptions edns0\n")
        #expect(try host.forContainer(hasIPv6: true).servers == ["192.0.2.53", "fd00::53"])
    }

    @Test func `a host without a server that can be reached falls back to public ones`() throws {
        #expect(try ResolverConfiguration(servers: ["127.0.0.1"]).forContainer().servers == ["8.8.8.8", "8.8.4.4"])
    }

    @Test func `the user's words replace the host's`() throws {
        let host = ResolverConfiguration(servers: ["192.0.2.53"], search: ["a.example"], options: ["edns0"])
        let result = try host.forContainer(servers: ["9.9.9.9"], search: ["."], options: ["ndots:1"])
        #expect(result.text == "nameserver 9.9.9.9\noptions ndots:1\n")
    }

    @Test func `words that would write another line are refused`() {
        let host = ResolverConfiguration()
        #expect(throws: NetworkingError.self) { try host.forContainer(servers: ["9.9.9.9\nnameserver 6.6.6.6"]) }
        #expect(throws: NetworkingError.self) { try host.forContainer(search: ["a\nnameserver 6.6.6.6"]) }
        #expect(throws: NetworkingError.self) { try host.forContainer(options: ["ndots:1\nnameserver 6.6.6.6"]) }
        #expect(throws: NetworkingError.self) { try host.forContainer(options: ["\u{1B}[2J"]) }
    }

    @Test func `behind systemd-resolved's stub its servers are found`() throws {
        let directory = try TemporaryDirectory("resolver")
        let (stub, real) = (directory.path + "/stub", directory.path + "/real")
        try replaceFile(stub, with: Array("nameserver 127.0.0.53\noptions trust-ad\n".utf8))
        #expect(try hostResolverConfiguration(path: stub, behindStub: real).servers == ["127.0.0.53"])
        try replaceFile(real, with: Array("nameserver 192.0.2.1\n".utf8))
        #expect(try hostResolverConfiguration(path: stub, behindStub: real).servers == ["192.0.2.1"])
        #expect(try hostResolverConfiguration(path: directory.path + "/none").servers == [])
    }
}

@Suite struct NetworkConfigurationTests {
    @Test func `the standard network is sound`() throws {
        let network = NetworkConfiguration.standard()
        try network.validate()
        #expect(network.gateway.description == "10.87.0.1" && network.bridge == "apus0")
    }

    @Test(arguments: ["", "a name", "averylongbridge0", "a/b", "..", "all", "x\ny", "bridgé"])
    func `what the kernel or a script would trip over is no interface's name`(name: String) {
        #expect(!NetworkConfiguration.isInterfaceName(name))
        var network = NetworkConfiguration.standard()
        network.bridge = name
        #expect(throws: NetworkingError.self) { try network.validate() }
    }

    @Test func `a gateway outside, a subnet without room and a wild MTU are refused`() throws {
        var network = NetworkConfiguration.standard()
        network.gateway = IPv4Address(10, 88, 0, 1)
        #expect(throws: NetworkingError.self) { try network.validate() }
        network = .standard(in: try #require(IPv4Subnet("10.0.0.0/31")))
        #expect(throws: NetworkingError.self) { try network.validate() }
        network = .standard()
        network.mtu = 40
        #expect(throws: NetworkingError.self) { try network.validate() }
    }
}
