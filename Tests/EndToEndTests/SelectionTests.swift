import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Which containers a verb is about, and what it says when nothing sensible was asked.
    @Suite(.enabled(if: TestedEngine.isOurs)) struct Selection {
        @Test func `filters choose containers to start, stop, pause and remove`() throws {
            try withSandbox { box in
                try box.check("for n in x1 x2 y; do apus create --name $n --label of=$n --stop-timeout 0 busybox sleep 1000 > id; done")
                try box.check("apus start --filter name=x | wc -l", is: "2")
                try box.check("apus ps --format '{{.Names}}' --sort names", is: "x1\nx2")
                try box.check("apus pause --filter label=of=x1 | wc -l", is: "1")
                try box.check("apus unpause --all | wc -l", is: "1")
                try box.check("apus pause --all | wc -l && apus unpause --all | wc -l && apus unpause --all", is: "2\n2")
                try box.check("apus restart --filter name=x1 | wc -l; apus stop --filter name=x | wc -l", is: "1\n2")
                try box.check("apus rm --filter label=of=x1 --filter name=x | wc -l", is: "1")
                try box.check("apus stop --filter name=x y", code: 125, says: ["--filter"])
                try box.check("apus rm --filter nosuch=1", code: 125, says: ["nosuch"])
                try box.check("apus rm -a | wc -l", is: "2")
            }
        }

        @Test func `what cannot be is refused and nothing is dropped`() throws {
            try withSandbox { box in
                try box.check("apus run --rm -h \"$(printf 'a\\n6.6.6.6 bank.example')\" busybox true", code: 125, says: ["--hostname"])
                try box.check("apus run --rm --network none --network host busybox true", code: 125, says: ["more than once"])
                try box.check("apus run --rm --network bridge:ip=10.87.77.9,mac=02:11:22:33:44:56 busybox ip address show eth0", has: ["10.87.77.9/", "02:11:22:33:44:56"])
                try box.check("apus run --rm --network name=bridge,ip=10.87.77.10 busybox ip -o -4 address show eth0", has: ["10.87.77.10/"])
                try box.check("apus run --rm --network bridge:what=1 busybox true", code: 125, says: ["what=1"])
                try box.check("apus run --rm --network bridge:ip=10.87.1.1 --ip 10.87.1.2 busybox true", code: 125, says: ["different"])
                try box.check("apus run --rm --network host:x=1 busybox true", code: 125, says: ["no options"])
                try box.check("apus run --rm --network pasta busybox true", code: 125, says: ["ordinary users"])
                try box.check("apus run --rm --expose abc busybox true", code: 125, says: ["abc"])
                try box.check("apus create --expose 80 --expose 90-91/udp --name c busybox true && apus inspect --format '{{range $p, $_ := .Config.ExposedPorts}}{{$p}} {{end}}' c", has: ["80/tcp 90/udp 91/udp"])
                try box.check("apus rm c; apus run --rm --replace busybox true", code: 125, says: ["--name"])
                try box.check("apus run --rm --device /dev/null:q busybox true", code: 125, says: ["q is neither"])
                try box.check("apus run --rm --security-opt proc-opts=hidepid=2 busybox grep ' /proc ' /proc/mounts", has: ["hidepid="])
                try box.check("test $(apus run --rm --ulimit nofile=50 --ulimit host busybox sh -c 'ulimit -n') = $(ulimit -n)")
                try box.check("apus save --compress busybox | cat", code: nil, says: ["docker-dir"])
                try box.check("apus --cgroup-manager systemd ps", code: 125, says: ["not there yet"])
                try box.check("apus --cgroup-manager cgroupfs --storage-driver overlay ps")
                try box.check("apus --hooks-dir /x ps", code: 125, says: ["not there yet"])
                try box.check("n=$(printf 'v%.0s' $(seq 1 255)); apus volume create $n > name && apus volume rm $n > name; apus volume ls -q", is: "")
                try box.check("apus system df -v", has: ["UNIQUE SIZE", "VOLUME NAME", "CONTAINER ID"])
            }
        }

        @Test func `wait looks for a condition as often as asked`() throws {
            try withSandbox { box in
                try box.check("apus create --name c busybox sleep 1000")
                try box.check("(sleep 0.3; apus start c) > out & apus wait --condition running --interval 20ms c; wait; apus rm -f -t 0 c", has: ["-1"])
                try box.check("apus wait --interval nonsense c", code: 125, says: ["interval"])
            }
        }
    }
}
