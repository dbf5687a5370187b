import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// What containers reach, and who reaches them.
    @Suite struct Networks {
        @Test func `containers on the bridge reach the gateway and each other`() throws {
            try withSandbox { box in
                try box.check("apus run -d --name a --cap-add NET_RAW busybox sleep 100")
                // whose ping knows the kernel's sockets for echo requests needs no capability
                try box.check("apus exec a cat /proc/sys/net/ipv4/ping_group_range", is: "0\t0")
                try box.check("apus run -d --name b busybox sh -c 'echo hello from b > /index.html; httpd -f -p 8080 -h /'")
                let gateway = try box.check("apus exec a sh -c \"ip route | awk '/default/ { print \\$3 }'\"").text
                try box.check("apus exec a ping -c 1 -W 2 \(gateway)", has: ["1 packets received"])
                let a = try box.check("apus inspect --format '{{.NetworkSettings.IPAddress}}' a").text
                let b = try box.check("apus inspect --format '{{.NetworkSettings.IPAddress}}' b").text
                #expect(a != b && a.split(separator: ".").count == 4 && b.split(separator: ".").count == 4, "\(a) \(b)")
                try box.check("apus exec a ping -c 1 -W 2 \(b)", has: ["1 packets received"])
                try box.eventually("apus exec a wget -qO- http://\(b):8080/", is: "hello from b")
                // the host reaches them too, and they the host's services on the gateway address
                try box.check("ping -c 1 -W 2 \(a)", code: try box.run("command -v ping").code == 0 ? 0 : nil)
                try box.check("apus exec a ip -o link | wc -l", is: "2")
                try box.check("apus exec a ip addr show dev lo", has: ["127.0.0.1/8"])
                try box.check("apus exec a sh -c 'cat /sys/class/net/eth0/mtu'", is: try box.run("cat /sys/class/net/apus0/mtu").text)
                try box.check("apus exec a grep -c \"$(apus inspect --format '{{.NetworkSettings.IPAddress}}' a)\" /etc/hosts", is: "1")
                // a stopped container gives its address back and can start again
                try box.check("apus stop -t 0 a && apus start a && apus exec a ping -c 1 -W 2 \(b)", has: ["1 packets received"])
                try box.check("apus inspect --format '{{.NetworkSettings.Gateway}}' b", is: gateway)
                try box.check("apus run --rm --mac-address 02:11:22:33:44:55 busybox cat /sys/class/net/eth0/address", is: "02:11:22:33:44:55")
                let free = a.split(separator: ".").dropLast().joined(separator: ".") + ".77"
                try box.check("apus run --rm --ip \(free) busybox sh -c 'ip -4 -o addr show dev eth0'", has: [free])
                try box.check("apus run --rm --ip \(b) busybox true", code: nil, says: [b])
                try box.check("apus run --rm --ip 192.0.2.1 busybox true", code: nil, says: ["192.0.2.1"])
            }
        }

        @Test func `none, host and the network of another container`() throws {
            try withSandbox { box in
                try box.check("apus run --rm --network none busybox ip -o link | wc -l", is: "1")
                try box.check("apus run --rm --network none busybox ip addr show dev lo", has: ["127.0.0.1/8", "UP"])
                try box.check("apus run --rm --network none busybox sh -c 'ip route | wc -l'", is: "0")
                try box.check("apus run --rm --network host busybox hostname", is: try box.run("hostname").text)
                try box.check("apus run --rm --net=host busybox sh -c 'ip -o link | wc -l'", is: try box.run("ip -o link | wc -l").text)
                try box.check("apus run -d --name server busybox sh -c 'echo near > /index.html; httpd -f -p 80 -h /'")
                try box.eventually("apus run --rm --network container:server busybox wget -qO- http://127.0.0.1/", is: "near")
                // names are found as there
                try box.check("apus run -d --name named --hostname known --add-host db:192.0.2.7 --dns 192.0.2.53 busybox sleep 100")
                try box.check("apus run --rm --network container:named busybox cat /etc/resolv.conf", has: ["192.0.2.53"])
                if TestedEngine.isOurs {
                    try box.check("apus run --rm --network container:named busybox cat /etc/hosts", has: ["db", "known"])
                    try box.check("apus run --rm --network container:named --add-host x:192.0.2.8 busybox cat /etc/hosts", has: ["192.0.2.8"], lacks: ["192.0.2.7"])
                }
                try box.check("apus run --rm --network container:nosuch busybox true", code: 125, says: ["nosuch"])
                try box.check("apus run --rm --network nosuchnetwork busybox true", code: nil, says: ["nosuchnetwork"])
                try box.check("apus run --rm --network none --ip 10.0.0.1 busybox true", code: nil)
            }
        }

        @Test(.enabled(if: TestedEngine.isOurs)) func `a foreign firewall that drops what containers send is told of`() throws {
            try withSandbox { box in
                // our table is made anew, and somebody's own chain is found then
                try box.check(
                    "nft delete table inet apus 2>/dev/null; nft 'table ip apus-e2e { chain mine { type filter hook forward priority 0; policy drop; }; }'")
                defer { _ = try? box.run("nft delete table ip apus-e2e") }
                try box.check("apus run --rm busybox true", says: ["Warning: ", "chain mine", "apus0"])
                try box.check("nft delete table inet apus; apus run -d --name d busybox sleep 100", says: ["chain mine"])
                try box.check("apus run --rm busybox echo quiet 2>&1", is: "quiet")
                try box.check("apus stop -t 0 d && nft delete table inet apus; apus start d", says: ["chain mine"])
                try box.check("apus rm -f -t 0 d")
            }
        }

        @Test func `packets to elsewhere are masqueraded`() throws {
            try withSandbox { box in
                // another network namespace plays the world outside
                try box.check(
                    "ip netns add apus-world && ip link add apus-out type veth peer name in netns apus-world && ip addr add 198.51.100.1/24 dev apus-out && ip link set apus-out up && ip -n apus-world addr add 198.51.100.2/24 dev in && ip -n apus-world link set in up")
                defer { _ = try? box.run("ip netns del apus-world; ip link del apus-out") }
                try box.check("apus run --rm --cap-add NET_RAW busybox ping -c 1 -W 3 198.51.100.2", has: ["1 packets received"])
                try box.check("nft list ruleset | grep -c masquerade", has: [])
            }
        }
    }
}
