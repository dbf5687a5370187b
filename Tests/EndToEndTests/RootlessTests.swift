import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// The same for an ordinary user.
    @Suite(.enabled(if: OrdinaryUser.current != nil, "needs useradd")) struct Rootless {
        @Test func `an ordinary user runs containers`() throws {
            try withSandbox(.ordinaryUser, images: [Fixtures.busybox, Fixtures.app]) { box in
                try box.check("id -un", is: OrdinaryUser.name)
                try box.check(
                    "apus run --rm --network none busybox sh -c 'id -u; echo hello; exit 3'", code: 3, is: "0\nhello")
                try box.check(
                    "apus run --rm --network host busybox sh -c 'touch /root/x && stat -c %u /root/x'", is: "0")
                try box.check("apus run --rm --network none -u user busybox id -u", is: "1000")
                try box.check("apus run --rm --network none localhost/app:1.0", is: "entry cmd")
                try box.check(
                    "apus run --rm --network none -u 0 --entrypoint stat localhost/app:1.0 -c '%u %g' /srv/owned/file",
                    is: "1000 2000")
                try box.check(
                    "mkdir d && apus run --rm --network none -v ./d:/d busybox touch /d/f && stat -c %U d/f",
                    is: OrdinaryUser.name)
                try box.check("echo in | apus run --rm -i --network none busybox cat", is: "in")
                try box.check("apus run -d --name c --network none busybox sh -c 'echo up; sleep 100'")
                try box.eventually("apus logs c", is: "up")
                try box.check("apus exec c sh -c 'id -u; hostname'", has: ["0\n"])
                try box.check("apus ps --format '{{.Names}}'", is: "c")
                try box.check("apus exec c grep -E '^(Seccomp|CapEff):' /proc/self/status", has: ["Seccomp:\t2"])
                try box.check(
                    "apus run --rm --network none -v vol:/v busybox sh -c 'echo kept > /v/f' && apus run --rm --network none -v vol:/v busybox cat /v/f",
                    is: "kept")
                try box.check("apus cp c:/etc/passwd . && head -1 passwd", has: ["root"])
                try box.check("apus stop -t 0 c && apus start c && apus rm -f -t 0 c", has: ["c"])
                try box.check("apus run --rm --network none busybox mount -t tmpfs x /tmp", code: 1)
                try box.check("apus unshare id -u", is: "0")
                try box.check("apus unshare cat /proc/self/uid_map | wc -l | grep -q '[2-9]'")
                try box.check("apus run --rm --network none --read-only busybox touch /x", code: 1)
                try box.check("apus run --rm --network none --hostname h busybox hostname", is: "h")
                try box.check(
                    "apus run --rm --network none --shm-size 1m busybox df -k /dev/shm | tail -1 | awk '{print $2}'",
                    is: "1024")
                try box.check(
                    "apus run --rm --network none --device /dev/null:/dev/nothing busybox sh -c 'echo x > /dev/nothing && test -c /dev/nothing && echo bound'", is: "bound")
                try box.check(
                    "script -qec 'apus run --rm -it --network none busybox tty' /dev/null </dev/null",
                    has: ["/dev/pts/0"])
                try box.check("apus info --format '{{.Host.Security.Rootless}}'", is: "true")
            }
        }

        @Test func `user namespaces map as asked`() throws {
            try withSandbox(.ordinaryUser) { box in
                let own = try box.run("id -u").text
                try box.check("apus run --rm --network none --userns keep-id busybox id -u", is: own)
                try box.check(
                    "mkdir d && apus run --rm --network none --userns keep-id -v ./d:/d busybox touch /d/f && stat -c %u d/f",
                    is: own)
                try box.check(
                    "apus run --rm --network none --userns keep-id:uid=1000,gid=1000 busybox id -un", is: "user")
                try box.check("apus run --rm --network none --userns host busybox id -u", is: "0")
                try box.check(
                    "apus run --rm --network none --userns nomap busybox cat /proc/self/uid_map | awk '$2 == 0 { print }'",
                    is: "")
                try box.check(
                    "apus run --rm --network none --userns auto busybox sh -c 'id -u; wc -l < /proc/self/uid_map'",
                    is: "0\n1")
                try box.check(
                    "apus run --rm --network none --userns private busybox true", code: 125,
                    says: ["at least one UID or GID mapping"])
                try box.check(
                    "apus run --rm --network none --userns keep-id busybox sh -c 'id -un; id -Gn; tail -1 /etc/passwd; echo $HOME; stat -c %u /bin/busybox /home/user /etc/hosts'",
                    is: "apustest\napustest\napustest:*:\(own):\(own)::/:/bin/sh\n/\n0\n1000\n0")
                try box.check(
                    "apus run --rm --network none --uidmap 0:1:1000 busybox sh -c 'id -u; stat -c %u /bin/busybox /home/user'",
                    is: "0\n0\n65534")
                try box.check(
                    "apus run --rm --network none --uidmap 0:200000:1000 busybox true", code: 125,
                    says: ["insufficient"])
                try box.check(
                    "apus run --rm --network none --uidmap 0:1:1000 -u 4000 busybox true", code: 125,
                    says: ["4000", "0 to 999"])
                // two at once have nothing in common; what one held is free when it is gone
                try box.check(
                    "for n in 1 2; do apus run -d --network none --userns auto:size=2000 --name auto$n busybox sleep 100; done"
                )
                try box.check(
                    "for n in 1 2; do apus exec auto$n cat /proc/self/uid_map; done | awk '{ print $1, $2, $3 }'",
                    is: "0 1 2000\n0 2001 2000")
                try box.check(
                    "apus rm -f -t 0 auto1; apus run --rm --network none --userns auto:size=2000 busybox cat /proc/self/uid_map | awk '{ print $2 }'",
                    has: ["1"])
            }
        }

        @Test func `files of a user's container with other ids keep them`() throws {
            try withSandbox(.ordinaryUser) { box in
                try box.check(
                    "apus run -d --name c --network none --userns keep-id -v data:/home/user busybox sleep 100")
                try box.check(
                    "apus exec -u 0 c sh -c 'touch /f /home/user/g; chown 5:6 /f /home/user/g; id -u'", is: "0")
                try box.check(
                    "echo new > x && apus cp x c:/x && apus exec c stat -c %u /x", is: try box.run("id -u").text)
                for state in ["running", "stopped"] {
                    try box.check(
                        "apus export c | tar --numeric-owner -tvf - | awk '$6 == \"f\" || $6 == \"bin/busybox\" { print $2 }'",
                        is: "0/0\n5/6")
                    try box.check("apus cp c:/f - | tar --numeric-owner -tvf - | awk '{ print $2 }'", is: "5/6")
                    try box.check(
                        "apus cp c:/home/user/g - | tar --numeric-owner -tvf - | awk '{ print $2 }'", is: "5/6")
                    try box.check("apus diff c | sort", is: "A /f\nA /x")
                    if state == "running" { try box.check("apus stop -t 0 c") }
                }
                try box.check(
                    "apus cp x c:/y && apus start c >/dev/null && apus exec c stat -c %u /f /x /y",
                    is: "5\n\(try box.run("id -u").text)\n\(try box.run("id -u").text)")
                try box.check(
                    "apus run --rm --network none --userns container:c busybox stat -c %u /bin/busybox", is: "0")
                try box.check(
                    "apus rm -f -t 0 c && apus rmi -f busybox && find $BOX/root -name 'owned-*' | wc -l", has: ["0"])
            }
        }

        @Test func `without subordinate ids a user has one id`() throws {
            try withSandbox(.ordinaryUser) { box in
                // newuidmap is looked for in PATH
                let apus = "PATH=/nowhere $BOX/bin/apus"
                try box.check(
                    "\(apus) unshare /bin/cat /proc/self/uid_map /proc/self/setgroups | awk '{ print $1 $3 }'",
                    is: "01\ndeny")
                try box.check(
                    "\(apus) run --rm --network none busybox sh -c 'id -u; touch /x; stat -c %u /x /home/user'",
                    is: "0\n0\n65534")
                try box.check(
                    "mkdir d && \(apus) run --rm --network none -v ./d:/d busybox touch /d/f && stat -c %U d/f",
                    is: OrdinaryUser.name)
                try box.check(
                    "\(apus) run --rm --network none --userns keep-id busybox id -u", is: try box.run("id -u").text)
                try box.check(
                    "\(apus) run --rm --network none -u user busybox true", code: 125, says: ["1000", "0 to 0"])
                try box.check(
                    "\(apus) run -d --name s --network none busybox sleep 100 && \(apus) exec s id -u", has: ["0"])
                try box.check(
                    "\(apus) run --rm --network none --userns nomap busybox true", code: 125, says: ["subordinate"])
                try box.check("\(apus) rm -f -t 0 s", is: "s")
            }
        }

        @Test func `apus works inside of apus unshare`() throws {
            try withSandbox(.ordinaryUser) { box in
                // without the sandbox's --root: what is looked at is which directory is taken
                let plain =
                    "env XDG_DATA_HOME=$BOX/data XDG_RUNTIME_DIR=$BOX/xdg $(sed -n \"s/^exec '\\([^']*\\)'.*/\\1/p\" $BOX/bin/apus)"
                try box.check(
                    "mkdir -m 700 $BOX/data $BOX/xdg; \(plain) unshare \(plain) info --format '{{.Store.GraphRoot}} {{.Store.RunRoot}}' | sed \"s:$BOX::g\"",
                    is: "/data/apus /xdg/apus")
                try box.check("apus unshare apus run --rm --network none busybox id -u", is: "0")
                try box.check("apus unshare apus unshare id -u", is: "0")
                try box.check(
                    "apus unshare apus run -d --name u --network none busybox sleep 100 && apus exec u id -u && apus rm -f -t 0 u",
                    has: ["0", "u"])
                try box.check(
                    "apus run --rm --network none --userns nonsense busybox true", code: 125, says: ["nonsense"])
            }
        }

        @Test func `root's containers can have user namespaces`() throws {
            try withSandbox { box in
                // the ids are those of the user `containers`, whom not every machine has
                try box.write("containers", "containers:500000:10000\n")
                try box.write("nobody", "")
                func with(_ file: String, _ line: String) -> String {
                    "unshare -m sh -c 'mount --bind \(file) /etc/subuid && mount --bind \(file) /etc/subgid && \(line)'"
                }
                try box.check(
                    with("nobody", "apus run --rm --userns auto busybox true"), code: 125,
                    says: ["containers", "/etc/subuid"])
                try box.check(
                    with("containers", "apus run --rm --network none --userns auto busybox cat /proc/self/uid_map")
                        + " | awk '{ print $1, $2 }'", is: "0 500000")
                try box.check(
                    with(
                        "containers",
                        "for n in 1 2; do apus run -d --network none --userns auto:size=2000 --name auto$n busybox sleep 100; done"
                    ))
                try box.check(
                    "for n in 1 2; do apus exec auto$n cat /proc/self/gid_map; done | awk '{ print $1, $2, $3 }'",
                    is: "0 500000 2000\n0 502000 2000")
                try box.check(
                    with("containers", "apus run --rm --userns auto:size=9000 busybox true"), code: 125,
                    says: ["not find enough available IDs"])
                try box.check("apus rm -f -t 0 auto1 auto2")
                try box.check("apus run --rm --userns keep-id busybox true", code: 125, says: ["rootless"])
                try box.check(
                    "apus run --rm --uidmap 0:100000:5000 --gidmap 0:100000:5000 busybox cat /proc/self/uid_map | awk '{ print $1, $2, $3 }'",
                    is: "0 100000 5000")
                try box.check(
                    "mkdir d && chmod 777 d && apus run --rm --uidmap 0:100000:5000 --gidmap 0:100000:5000 -v ./d:/d busybox touch /d/f && stat -c %u d/f",
                    is: "100000")
                try box.check(
                    "apus run --rm --uidmap 0:100000:5000 --gidmap 0:100000:5000 busybox stat -c %u /bin/busybox",
                    is: "0")
                let map = "--uidmap 0:100000:5000 --gidmap 0:100000:5000"
                try box.check(
                    "apus run --rm --network host \(map) busybox sh -c 'touch /new; rm /etc/passwd; stat -c %u / /new /etc/hosts /etc/resolv.conf /home/user'",
                    is: "0\n0\n0\n0\n1000")
                try box.check(
                    "apus run --rm \(map) --privileged busybox sh -c 'mount -t tmpfs x /tmp && test -c /dev/null && echo yes'",
                    is: "yes")
                try box.check(
                    "apus run --rm \(map) -v new:/home/user -v other:/o busybox stat -c %u /home/user /o; stat -c %u $BOX/root/volumes/*/_data",
                    is: "1000\n0\n101000\n100000")
            }
        }

        @Test func `files of root's container with other ids keep them`() throws {
            try withSandbox { box in
                try box.check(
                    "apus run -d --name c --network none --uidmap 0:100000:5000 -v data:/data busybox sleep 100")
                try box.check("apus exec c sh -c 'touch /f /data/g; chown 5:6 /f /data/g; id -u'", is: "0")
                try box.check(
                    "echo new > x && apus cp x c:/x && apus cp x c:/data/x && apus exec c stat -c %u /x /data/x",
                    is: "0\n0")
                for state in ["running", "stopped"] {
                    try box.check(
                        "apus export c | tar --numeric-owner -tvf - | awk '$6 == \"f\" || $6 == \"bin/busybox\" { print $2 }'",
                        is: "0/0\n5/6")
                    try box.check("apus cp c:/f - | tar --numeric-owner -tvf - | awk '{ print $2 }'", is: "5/6")
                    try box.check("apus cp c:/data/g - | tar --numeric-owner -tvf - | awk '{ print $2 }'", is: "5/6")
                    try box.check("apus diff c | sort", is: "A /data\nA /f\nA /x")
                    if state == "running" { try box.check("apus stop -t 0 c") }
                }
                try box.check(
                    "apus cp x c:/y && apus cp x c:/data/y && apus start c >/dev/null && apus exec c stat -c %u /f /x /y /data/y",
                    is: "5\n0\n0\n0")
                try box.check(
                    "apus run --rm --network none --userns container:c busybox sh -c 'stat -c %u /bin/busybox; cat /proc/self/uid_map' | awk '{ print $1, $2 }'",
                    is: "0 \n0 100000")
                try box.check("apus rm -f -t 0 c", is: "c")
            }
        }

        @Test(.enabled(if: (try? exists("/usr/bin/pasta")) == true && (try? exists("/dev/net/tun")) == true))
        func `pasta connects a user's container`() throws {
            try withSandbox(.ordinaryUser) { box in
                // it copies the host's addresses: there must be a way out to copy
                guard try box.run("ip route | grep -q default && test -w /dev/net/tun").code == 0 else { return }
                try box.check("apus run --rm busybox sh -c 'ip -o link | wc -l'", is: "2")
                try box.check("apus run --rm busybox sh -c 'ip route | grep -c default'", is: "1")
                try box.check(
                    "apus run --rm busybox true; apus run --rm busybox true; sleep 0.5; pgrep -u apustest -f \"netns $BOX/\"",
                    code: 1)
            }
        }

        @Test func `a user's container lives as root's does`() throws {
            try withSandbox(.ordinaryUser) { box in
                for mode in ["", "--userns keep-id"] {
                    let program = "trap \"echo term; exit 7\" TERM; echo up; while :; do sleep .1; done"
                    try box.check("apus run -d --name k --network none \(mode) busybox sh -c '\(program)'")
                    try box.eventually("apus logs k", is: "up")
                    try box.check("apus kill -s TERM k && apus wait k", is: "k\n7")
                    try box.check("apus start k && apus restart -t 0 k && apus stop -t 0 k", is: "k\nk\nk")
                    try box.check("apus pause k", code: 125)
                    try box.check("apus rm k", is: "k")
                    try box.check(
                        "apus run -d -i --name a --network none \(mode) busybox sh -c 'read x; echo got $x; exit 4'")
                    try box.check("echo hi | apus attach a", code: 4, is: "got hi")
                    try box.check("apus rm a", is: "a")
                    try box.check(
                        "apus run --rm --network none --pid host \(mode) busybox sh -c 'ls /proc | grep -c \"^[0-9]*$\"' | awk '{ print ($1 > 3) }'",
                        is: "1")
                    for option in [
                        "--network none --cgroupns host", "--network none --cgroupns private", "--network none --ipc host",
                        "--network none --uts host", "--network host",
                    ] {
                        try box.check("apus run --rm \(option) \(mode) busybox echo yes", is: "yes")
                    }
                    try box.check(
                        "apus run --rm --network none --tmpfs /new --read-only \(mode) busybox sh -c 'touch /new/x /tmp/x && echo yes'",
                        is: "yes")
                }
                if (try? exists("/run/systemd/system")) == true {
                    try box.check("apus run --rm --network none -m 64m busybox cat /sys/fs/cgroup/memory.max", is: "67108864")
                } else {
                    try box.check("apus run --rm --network none -m 64m busybox true", says: ["resource limits"])
                }
                try box.check(
                    "apus create --name i --network none --userns keep-id:uid=1,gid=1 busybox true && apus inspect --format '{{index .HostConfig.IDMappings.UidMap 1}}' i && apus rm i",
                    has: ["1:0:1"])
            }
        }

        @Test func `one user cannot reach another's containers`() throws {
            try withSandbox { box in
                try box.check("apus run -d --name c busybox sleep 100")
                try box.check("setpriv --reuid=65534 --regid=65534 --clear-groups ls $BOX/run", code: 2)
                try box.check(
                    "setpriv --reuid=65534 --regid=65534 --clear-groups cat $BOX/root/containers/*/container.json",
                    code: 1)
            }
        }
    }
}
