import ContainerNetworking
import Linux
import Netlink
import TestSupport
import Testing

@Suite(.serialized, .enabled(if: isRoot, "needs CAP_NET_ADMIN")) struct BridgeTests {
    let network = NetworkConfiguration.standard()

    @Test func `a network is made once and then found`() throws {
        try inFreshNetwork {
            var host = try HostNetwork()
            let first = try host.ensure(network)
            #expect(first.wasRepaired)
            let second = try host.ensure(network)
            #expect(!second.wasRepaired && second.bridgeIndex == first.bridgeIndex)
            let links = try shell("ip -br addr show apus0; cat /proc/sys/net/ipv4/ip_forward").output
            #expect(links.contains("10.87.0.1/16") && links.hasSuffix("1\n"), "\(links)")
            let rules = try shell("nft list table inet apus").output
            #expect(rules.contains("elements = { 10.87.0.0/16 }"), "\(rules)")
            #expect(rules.contains("elements = { \"apus0\" }"), "\(rules)")
            #expect(rules.contains("ip saddr @subnets ip daddr != @subnets masquerade"), "\(rules)")
            #expect(rules.contains("iifname @bridges ip daddr 127.0.0.0/8 drop"), "\(rules)")
            #expect(rules.contains("fib daddr type local dnat ip to meta l4proto . th dport map @ports"), "\(rules)")
            #expect(rules.contains("dnat ip to ip daddr . meta l4proto . th dport map @ports_at"), "\(rules)")
            #expect(rules.contains("ct status dnat masquerade"), "\(rules)")
        }
    }

    @Test(arguments: [
        "nft flush ruleset", "nft delete table inet apus", "nft flush chain inet apus postrouting",
        "nft flush set inet apus subnets", "nft flush table inet apus", "ip link set apus0 down",
        "ip addr flush dev apus0", "ip link delete apus0", "echo 0 > /proc/sys/net/ipv4/ip_forward",
    ])
    func `what an administrator took away comes back`(damage: String) throws {
        try inFreshNetwork {
            var host = try HostNetwork()
            _ = try host.ensure(network)
            let before = try shell("nft list ruleset").output
            #expect(try shell(damage).status == 0)
            #expect(try host.ensure(network).wasRepaired, "\(damage)")
            #expect(try !host.ensure(network).wasRepaired, "\(damage)")
            #expect(try shell("nft list ruleset").output == before, "\(damage)")
        }
    }

    @Test(arguments: ["ip link delete apus0", "ip link delete apus0; ip link add apus0 type bridge"])
    func `a container is attached though the bridge goes after it was found`(damage: String) throws {
        try inFreshNetwork {
            var host = try HostNetwork()
            let presence = try host.ensure(network)
            #expect(try shell(damage).status == 0)
            let container = try makeNamespace()
            _ = try host.attach(AttachmentRequest(network: network, presence: presence, address: IPv4Address(10, 87, 0, 9)), to: container)
            #expect(try shell("ip -o link show master apus0 2> /dev/null | grep -c ': veth'").output == "1\n")
            let answer = try container.shell(reach("10.87.0.1"))
            #expect(answer.status == 0, "\(damage)\n\(answer.output)")
        }
    }

    @Test func `containers are attached while somebody deletes the bridge again and again`() throws {
        try inFreshNetwork {
            let home = try NetworkNamespace.current()
            // The first of the threads deletes; the others attach and let go.
            let failures = ConcurrentWork.run(5, in: home) { () throws(NetworkingError) in
                var host = try HostNetwork()
                for number in 0..<40 {
                    if number % 8 == 7 { _ = try? shell("ip link delete apus0") }
                    let presence = try host.ensure(network)
                    guard let container = try NetworkNamespace.make() else { continue }
                    _ = try host.attach(
                        AttachmentRequest(network: network, presence: presence, address: IPv4Address(10, 87, 0, 9)), to: container)
                }
            }
            #expect(failures == [])
            var left = ""
            for _ in 0..<50 {
                left = try shell("ip -o link 2> /dev/null | grep ': veth'").output
                if left.isEmpty { break }
                pause(milliseconds: 100)
            }
            #expect(left == "")
        }
    }

    @Test func `fifty processes may make it at once`() throws {
        try inFreshNetwork {
            let home = try NetworkNamespace.current()
            _ = home
            // Processes of a shell would be slow to meet: threads that join this namespace do the same.
            var failures: [String] = []
            for _ in 0..<10 {
                try shell("nft flush ruleset; ip link delete apus0")
                failures += ConcurrentWork.run(50, in: home) { () throws(NetworkingError) in
                    var host = try HostNetwork()
                    _ = try host.ensure(network)
                }
                #expect(try shell("nft list table inet apus | grep -c masquerade").output == "5\n")
            }
            #expect(failures == [])
        }
    }

    @Test func `a container reaches the gateway, its neighbours and, masqueraded, the world`() throws {
        try inFreshNetwork {
            let world = try makeNamespace()
            try shell(
                "ip link add up0 type veth peer name eth0; ip addr add 198.51.100.1/24 dev up0; ip link set up0 up")
            var route = try NetlinkConnection(.route)
            var move = MessageBuffer()
            move.changeLink(.name("eth0"), LinkChange(namespace: .descriptor(world.descriptor.number)))
            try route.perform(move, doing: "move")
            _ = try world.shell("ip link set lo up; ip addr add 198.51.100.2/24 dev eth0; ip link set eth0 up")

            var host = try HostNetwork()
            let presence = try host.ensure(network)
            let one = try makeNamespace()
            let two = try makeNamespace()
            let attached = try host.attach(
                AttachmentRequest(network: network, presence: presence, address: IPv4Address(10, 87, 0, 2)), to: one)
            #expect(attached.hardwareAddress.description == "02:42:0a:57:00:02")
            #expect(attached.gateway == network.gateway)
            _ = try host.attach(
                AttachmentRequest(network: network, presence: presence, address: IPv4Address(10, 87, 0, 3)), to: two)
            let inside = try one.shell("ip -br addr; ip route").output
            #expect(inside.contains("10.87.0.2/16") && inside.contains("default via 10.87.0.1 dev eth0"), "\(inside)")
            #expect(inside.contains("127.0.0.1/8"), "\(inside)")
            for target in ["10.87.0.1", "10.87.0.3", "198.51.100.2"] {
                let ping = try one.shell(reach(target))
                #expect(ping.status == 0, "\(target): \(ping.output)")
            }
            try shell("nft flush chain inet apus postrouting")
            #expect(try one.shell(reach("198.51.100.2")).status != 0)

            try host.remove(network)
            try host.removeFirewall()
            #expect(try shell("nft list ruleset; ip link show apus0 2>/dev/null").output == "")
        }
    }

    @Test func `IPv6 works at once`() throws {
        try inFreshNetwork {
            var network = network
            network.version6 = .init(
                subnet: try #require(IPv6Subnet("fd00:87::/64")), gateway: try #require(IPv6Address("fd00:87::1")))
            var host = try HostNetwork()
            let presence = try host.ensure(network)
            #expect(try !host.ensure(network).wasRepaired)
            let one = try makeNamespace()
            _ = try host.attach(
                AttachmentRequest(
                    network: network, presence: presence, address: IPv4Address(10, 87, 0, 2),
                    version6: IPv6Address("fd00:87::2")), to: one)
            let inside = try one.shell("ip -6 addr show eth0; ip -6 route").output
            #expect(inside.contains("fd00:87::2/64") && !inside.contains("tentative global"), "\(inside)")
            #expect(inside.contains("default via fd00:87::1 dev eth0"), "\(inside)")
        }
    }

    @Test func `another interface of the bridge's name is not taken for it`() throws {
        try inFreshNetwork {
            try shell("ip link add apus0 type veth peer name other")
            var host = try HostNetwork()
            do {
                _ = try host.ensure(network)
                Issue.record("it was taken")
            } catch {
                #expect("\(error)".contains("is no bridge but veth"), "\(error)")
            }
        }
    }

    @Test func `a subnet that is routed elsewhere is refused, and another one chosen`() throws {
        try inFreshNetwork {
            try shell("ip link add d0 type veth peer name d1; ip link set d1 up; ip link set d0 up")
            try shell("ip addr add 10.87.5.1/24 dev d0")
            var host = try HostNetwork()
            do throws(NetworkingError) {
                _ = try host.ensure(network)
                Issue.record("it was taken")
            } catch {
                #expect(error.code == .taken && "\(error)".contains("10.87.5.0/24"), "\(error)")
            }
            let taken = try #require(IPv4Subnet("10.89.0.0/16"))
            #expect(try host.freeSubnet(avoiding: [taken]).description == "10.90.0.0/16")
        }
    }

    @Test func `docker's and ufw's chains let the network through`() throws {
        try inFreshNetwork {
            var host = try HostNetwork()
            _ = try host.ensure(network)
            try shell("iptables-nft -P FORWARD DROP")
            #expect(try host.ensure(network).wasRepaired)
            #expect(try !host.ensure(network).wasRepaired)
            let rules = try shell("iptables-nft -S FORWARD").output
            #expect(rules.contains("-A FORWARD -i apus0") && rules.contains("-A FORWARD -o apus0"), "\(rules)")
            try shell("iptables-nft -N DOCKER-USER; iptables-nft -I FORWARD -j DOCKER-USER")
            #expect(try host.ensure(network).wasRepaired)
            let user = try shell("iptables-nft -S DOCKER-USER").output
            #expect(user.contains("-i apus0") && user.contains("-o apus0"), "\(user)")
            let home = try NetworkNamespace.current()
            try shell("iptables-nft -F DOCKER-USER")
            let failures = ConcurrentWork.run(50, in: home) { () throws(NetworkingError) in
                var host = try HostNetwork()
                _ = try host.ensure(network)
            }
            #expect(failures == [])
            #expect(try shell("iptables-nft -S DOCKER-USER | grep -c apus0").output == "2\n")
            try host.remove(network)
            #expect(try shell("iptables-nft -S | grep apus0").output == "")
        }
    }

    @Test(.enabled(if: mayExecute("/usr/sbin/iptables-legacy")))
    func `the older packet filter lets the network through`() throws {
        try inFreshNetwork {
            try shell("iptables-legacy -P FORWARD DROP")
            var host = try HostNetwork()
            _ = try host.ensure(network)
            _ = try host.ensure(network)
            let rules = try shell("iptables-legacy -S FORWARD").output
            let accepts = "-A FORWARD -o apus0 -j ACCEPT\n-A FORWARD -i apus0 -j ACCEPT\n"
            #expect(rules == "-P FORWARD DROP\n" + accepts, "\(rules)")
            try host.remove(network)
            #expect(try shell("iptables-legacy -S FORWARD").output == "-P FORWARD DROP\n")
        }
    }

    @Test func `a foreign table that drops is named`() throws {
        try inFreshNetwork {
            let hook = "{ type filter hook forward priority 0; policy drop; }"
            try shell("nft 'add table inet site; add chain inet site forward \(hook)'")
            var host = try HostNetwork()
            let presence = try host.ensure(network)
            #expect(presence.warnings.count == 1 && presence.warnings[0].contains("inet site"), "\(presence.warnings)")
        }
    }

    @Test func `two networks may share a bridge, and the last one takes it away`() throws {
        try inFreshNetwork {
            var host = try HostNetwork()
            _ = try host.ensure(network)
            let other = NetworkConfiguration.standard(in: try host.freeSubnet())
            #expect(other.subnet.description == "10.89.0.0/16")
            _ = try host.ensure(other)
            #expect(try !host.ensure(network).wasRepaired)
            #expect(try !host.ensure(other).wasRepaired)
            try host.remove(network)
            #expect(try !host.ensure(other).wasRepaired)
            try host.remove(other)
            try host.remove(other)
            #expect(try shell("ip link show apus0 2>/dev/null").output == "")
        }
    }

    @Test func `a bridge that is there tells its subnet`() throws {
        try inFreshNetwork {
            var host = try HostNetwork()
            #expect(try host.subnet(ofBridge: "apus0") == nil)
            _ = try host.ensure(network)
            let found = try #require(try host.subnet(ofBridge: "apus0"))
            #expect(found.subnet == network.subnet && found.gateway == network.gateway)
            try shell("ip link add plain type dummy && ip addr add 10.1.1.1/24 dev plain")
            #expect(try host.subnet(ofBridge: "plain") == nil)
        }
    }

    @Test func `an internal network has no way out`() throws {
        try inFreshNetwork {
            var network = network
            network.isInternal = true
            var host = try HostNetwork()
            let presence = try host.ensure(network)
            #expect(try !host.ensure(network).wasRepaired)
            let one = try makeNamespace()
            let attached = try host.attach(
                AttachmentRequest(network: network, presence: presence, address: IPv4Address(10, 87, 0, 2)), to: one)
            #expect(attached.gateway == nil)
            #expect(try !one.shell("ip route").output.contains("default"))
        }
    }

    @Test func `published ports lead to the container, from outside and from the host itself`() throws {
        try inFreshNetwork {
            var host = try HostNetwork()
            let presence = try host.ensure(network)
            let one = try makeNamespace()
            let address = IPv4Address(10, 87, 0, 2)
            _ = try host.attach(AttachmentRequest(network: network, presence: presence, address: address), to: one)
            let port = PortPublication(
                transport: .tcp, hostPort: 8080, containerAddress: .version4(address), containerPort: 80)
            try host.publish([port])
            try host.publish([port])
            var other = port
            other.containerAddress = .version4(IPv4Address(10, 87, 0, 3))
            #expect(throws: NetworkingError.self) { try host.publish([other]) }
            let listing = try shell("nft list map inet apus ports").output
            #expect(listing.contains("tcp . 8080 : 10.87.0.2 . 80"), "\(listing)")
            let pages = try TemporaryDirectory("pages")
            try replaceFile(pages.path + "/hello", with: Array("hello".utf8))
            let server = try one.shell("busybox httpd -f -p 80 -h \(pages.path) >/dev/null 2>&1 & echo $!").output
            defer { _ = try? shell("kill \(server)") }
            try shell("for i in 1 2 3 4 5 6 7 8 9; do \(ask("10.87.0.2", port: 80)) && break; sleep 0.1; done")
            for target in ["127.0.0.1", "10.87.0.1"] {
                let answer = try shell(ask(target, port: 8080))
                #expect(answer.output.contains("hello"), "\(target): \(answer.output)")
            }
            // the container itself, through its own published port
            #expect(try one.shell(ask("10.87.0.1", port: 8080)).output.contains("hello"))
            try host.unpublish([port, port])
            #expect(try !shell("nft list map inet apus ports").output.contains("8080"))
        }
    }

    @Test func `name queries reach the port where they are answered`() throws {
        try inFreshNetwork {
            let one = try makeNamespace()
            try bringLoopbackUp(in: one)
            try redirectNameQueries(toUDP: 40053, tcp: 40054, in: one)
            let rules = try one.shell("nft list ruleset").output
            #expect(rules.contains("ip daddr 127.0.0.11 udp dport 53 dnat to 127.0.0.11:40053"), "\(rules)")
            #expect(rules.contains("ip daddr 127.0.0.11 tcp dport 53 dnat to 127.0.0.11:40054"), "\(rules)")
        }
    }
}
