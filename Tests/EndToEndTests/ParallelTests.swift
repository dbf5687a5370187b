import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Many commands at once.
    @Suite struct Parallel {
        static let count = Int(environmentVariable("APUS_MANY") ?? "") ?? 100

        @Test func `many containers started at once all run, with names and addresses of their own`() throws {
            let count = Self.count
            try withSandbox { box in
                try box.check("apus run --rm busybox true")
                let groups = "find /sys/fs/cgroup -maxdepth 4 -type d | grep -cE '[0-9a-f]{64}'; true"
                let groupsBefore = try box.run(groups).text
                let mounts = try box.run("wc -l < /proc/self/mountinfo").text
                let table = try box.run("nft list table inet apus | grep -v elements").text
                try box.check("seq \(count) | xargs -P 20 -I{} apus run -d busybox sleep 1000 | sort -u | wc -l", is: "\(count)", seconds: 300)
                try box.check("apus ps -q | wc -l", is: "\(count)")
                try box.check("apus ps --format '{{.Names}}' | sort -u | wc -l", is: "\(count)")
                try box.check("apus ps -q | xargs apus inspect --format '{{.NetworkSettings.IPAddress}}' | sort -u | grep -c .", is: "\(count)")
                if TestedEngine.isOurs { try box.check("wc -l < /proc/self/mountinfo", is: mounts) }
                try box.check("apus rm -f -t 0 -a | wc -l", is: "\(count)", seconds: 300)
                try box.check("apus ps -aq", is: "")
                if TestedEngine.isOurs {
                    try box.check("wc -l < /proc/self/mountinfo", is: mounts)
                    try box.check("nft list table inet apus | grep -v elements", is: table)
                    try box.eventually("ls /sys/class/net | grep -c '^veth\\|^ve-\\|^apus[0-9a-f]\\{6,\\}'; true", is: "0", seconds: 3)
                    try box.check(groups, is: groupsBefore)
                    try box.check("find /run/apus/networks -lname $BOX/\\* | wc -l", is: "0")
                }
            }
        }

        @Test func `one name at once is given to one only`() throws {
            try withSandbox { box in
                try box.check("for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do apus create --name same busybox true >> out 2>/dev/null & done; wait; wc -l < out", is: "1")
                try box.check("apus ps -aq | wc -l", is: "1")
                // start, stop and remove of one container at once: each says what happened, and the end is clean
                try box.check("apus run -d --name one busybox sleep 100; for i in 1 2 3 4 5 6; do apus start one & apus stop -t 0 one & apus restart -t 0 one & done >/dev/null 2>&1; wait; apus rm -f -t 0 one", has: ["one"], seconds: 8)
                try box.check("apus run -d --name two busybox sleep 100; for i in 1 2 3 4 5 6; do apus rm -f -t 0 two & done > /dev/null 2>&1; wait; apus container exists two", code: 1)
                try box.check("for i in 1 2 3 4 5 6 7 8; do apus run --rm --network none busybox echo $i & done | sort; wait", is: "1\n2\n3\n4\n5\n6\n7\n8")
            }
        }

        @Test func `images loaded, listed and removed at once stay whole`() throws {
            try withSandbox(images: []) { box in
                try box.check("for i in 1 2 3 4 5 6; do apus load -q -i \(Fixtures.busybox) & apus load -q -i \(Fixtures.app) & apus images -q & done > /dev/null; wait; apus images -q | wc -l", is: "2")
                try box.check("for i in 1 2 3 4; do apus run --rm --network none busybox echo ok & apus rmi busybox; apus load -q -i \(Fixtures.busybox); done >/dev/null 2>&1; wait; apus run --rm --network none busybox echo fine", is: "fine")
                try box.check("apus run --rm --network none localhost/app:1.0", is: "entry cmd")
            }
        }
    }
}
