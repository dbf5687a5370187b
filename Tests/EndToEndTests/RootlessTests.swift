import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// The same for an ordinary user.
    @Suite(.enabled(if: OrdinaryUser.current != nil, "needs useradd")) struct Rootless {
        @Test func `an ordinary user runs containers`() throws {
            try withSandbox(.ordinaryUser, images: [Fixtures.busybox, Fixtures.app]) { box in
                try box.check("id -un", is: OrdinaryUser.name)
                try box.check("apus run --rm --network none busybox sh -c 'id -u; echo hello; exit 3'", code: 3, is: "0\nhello")
                try box.check("apus run --rm --network host busybox sh -c 'touch /root/x && stat -c %u /root/x'", is: "0")
                try box.check("apus run --rm --network none -u user busybox id -u", is: "1000")
                try box.check("apus run --rm --network none localhost/app:1.0", is: "entry cmd")
                try box.check("apus run --rm --network none -u 0 --entrypoint stat localhost/app:1.0 -c '%u %g' /srv/owned/file", is: "1000 2000")
                try box.check("mkdir d && apus run --rm --network none -v ./d:/d busybox touch /d/f && stat -c %U d/f", is: OrdinaryUser.name)
                try box.check("echo in | apus run --rm -i --network none busybox cat", is: "in")
                try box.check("apus run -d --name c --network none busybox sh -c 'echo up; sleep 100'")
                try box.eventually("apus logs c", is: "up")
                try box.check("apus exec c sh -c 'id -u; hostname'", has: ["0\n"])
                try box.check("apus ps --format '{{.Names}}'", is: "c")
                try box.check("apus exec c grep -E '^(Seccomp|CapEff):' /proc/self/status", has: ["Seccomp:\t2"])
                try box.check("apus run --rm --network none -v vol:/v busybox sh -c 'echo kept > /v/f' && apus run --rm --network none -v vol:/v busybox cat /v/f", is: "kept")
                try box.check("apus cp c:/etc/passwd . && head -1 passwd", has: ["root"])
                try box.check("apus stop -t 0 c && apus start c && apus rm -f -t 0 c", has: ["c"])
                try box.check("apus run --rm --network none busybox mount -t tmpfs x /tmp", code: 1)
                try box.check("apus unshare id -u", is: "0")
                try box.check("apus unshare cat /proc/self/uid_map | wc -l | grep -q '[2-9]'")
                try box.check("apus run --rm --network none --read-only busybox touch /x", code: 1)
                try box.check("apus run --rm --network none --hostname h busybox hostname", is: "h")
                try box.check("apus run --rm --network none --shm-size 1m busybox df -k /dev/shm | tail -1 | awk '{print $2}'", is: "1024")
                try box.check("script -qec 'apus run --rm -it --network none busybox tty' /dev/null </dev/null", has: ["/dev/pts/0"])
                try box.check("apus info --format '{{.Host.Security.Rootless}}'", is: "true")
            }
        }

        @Test func `user namespaces map as asked`() throws {
            try withSandbox(.ordinaryUser) { box in
                let own = try box.run("id -u").text
                try box.check("apus run --rm --network none --userns keep-id busybox id -u", is: own)
                try box.check("mkdir d && apus run --rm --network none --userns keep-id -v ./d:/d busybox touch /d/f && stat -c %u d/f", is: own)
                try box.check("apus run --rm --network none --userns keep-id:uid=1000,gid=1000 busybox id -un", is: "user")
                try box.check("apus run --rm --network none --userns host busybox id -u", is: "0")
                try box.check("apus run --rm --network none --userns nomap busybox cat /proc/self/uid_map | awk '$2 == 0 { print }'", is: "")
                try box.check("apus run --rm --network none --userns auto busybox sh -c 'id -u; wc -l < /proc/self/uid_map'", has: ["0\n"])
                try box.check("apus run --rm --network none --userns nonsense busybox true", code: 125, says: ["nonsense"])
            }
        }

        @Test func `root's containers can have user namespaces`() throws {
            try withSandbox { box in
                try box.check("apus run --rm --userns auto busybox sh -c 'id -u; awk \"{ print \\$2 != 0 }\" /proc/self/uid_map'", is: "0\n1")
                try box.check("apus run --rm --uidmap 0:100000:5000 --gidmap 0:100000:5000 busybox cat /proc/self/uid_map | awk '{ print $1, $2, $3 }'", is: "0 100000 5000")
                try box.check("mkdir d && chmod 777 d && apus run --rm --uidmap 0:100000:5000 --gidmap 0:100000:5000 -v ./d:/d busybox touch /d/f && stat -c %u d/f", is: "100000")
                try box.check("apus run --rm --uidmap 0:100000:5000 --gidmap 0:100000:5000 busybox stat -c %u /bin/busybox", is: "0")
            }
        }

        @Test(.enabled(if: (try? exists("/usr/bin/pasta")) == true && (try? exists("/dev/net/tun")) == true)) func `pasta connects a user's container`() throws {
            try withSandbox(.ordinaryUser) { box in
                // it copies the host's addresses: there must be a way out to copy
                guard try box.run("ip route | grep -q default && test -w /dev/net/tun").code == 0 else { return }
                try box.check("apus run --rm busybox sh -c 'ip -o link | wc -l'", is: "2")
                try box.check("apus run --rm busybox sh -c 'ip route | grep -c default'", is: "1")
                try box.check("apus run --rm busybox true; apus run --rm busybox true; pgrep -u apustest pasta", code: 1)
            }
        }

        @Test func `one user cannot reach another's containers`() throws {
            try withSandbox { box in
                try box.check("apus run -d --name c busybox sleep 100")
                try box.check("setpriv --reuid=65534 --regid=65534 --clear-groups ls $BOX/run", code: 2)
                try box.check("setpriv --reuid=65534 --regid=65534 --clear-groups cat $BOX/root/containers/*/container.json", code: 1)
            }
        }
    }
}
