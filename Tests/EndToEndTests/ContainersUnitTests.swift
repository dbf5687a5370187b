import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Where systemd runs the machine: the unit that the groups of our containers and their monitors are in.
    @Suite(.enabled(if: TestedEngine.isOurs && (try? exists("/run/systemd/system")) == true, "needs a running systemd"))
    struct SystemdUnit {
        private static let machines = "/sys/fs/cgroup/system.slice/apus.scope"

        @Test func `a container goes on when the service ends that it was started in`() throws {
            try withSandbox { box in
                try box.check(
                    "systemd-run --quiet --wait --collect $BOX/bin/apus run -d --name c --network none --memory 64m busybox sh -c 'echo up; exec sleep 1000'")
                try box.check("apus ps --format '{{.Names}} {{.Status}}'", has: ["c Up"])
                try box.check("apus exec c cat /proc/self/cgroup /sys/fs/cgroup/memory.max", is: "0::/\n67108864")
                try box.check("apus logs c", is: "up")
                try box.check(
                    "cut -d: -f3 /proc/$(apus inspect --format '{{.State.Pid}}' c)/cgroup",
                    is: "/system.slice/apus.scope/" + (try box.run("apus inspect --format '{{.Id}}' c").text))
                try box.check("xargs -n1 -I{} cat /proc/{}/comm < \(Self.machines)/monitors/cgroup.procs | sort -u", is: "apus-keeper\napus-worker")
                try box.check("systemctl show apus.scope -p ActiveState,Delegate,SubState | sort", is: "ActiveState=active\nDelegate=yes\nSubState=running")
                try box.check("systemctl daemon-reload; cat \(Self.machines)/*/memory.max | sort -u", has: ["67108864"])
                try box.check("apus pause c && apus ps --format '{{.Status}}' && apus unpause c", has: ["Paused"])
                try box.check("apus stop -t 0 c && apus start c && apus rm -f -t 0 c")
                try box.eventually("systemctl is-active apus.scope || true", is: "inactive", seconds: 30)
                try box.check("apus run --rm --network none busybox echo again", is: "again")
            }
        }

        @Test(.enabled(if: OrdinaryUser.current != nil, "needs useradd"))
        func `an ordinary user's container is limited and outlives the login session`() throws {
            try withSandbox(.ordinaryUser) { box in
                let user = try #require(OrdinaryUser.current)
                try box.check(
                    "apus run --rm --network none --memory 64m --pids-limit 50 --cpus 0.5 busybox sh -c 'cd /sys/fs/cgroup; cat memory.max pids.max cpu.max'",
                    is: "67108864\n50\n50000 100000")
                let session = "'\(box.path)/bin/apus' run -d --name c --network none --memory 32m busybox sleep 1000; cat /proc/self/cgroup > '\(box.files)/group'; exec sleep 1000"
                try box.write("session", session)
                let login = try runCommand(
                    "/bin/sh", ["-c", "setsid su -l \(OrdinaryUser.name) -c 'sh \(box.files)/session' </dev/null >'\(box.path)/login' 2>&1 &"],
                    environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], seconds: 20)
                #expect(login.code == 0)
                try box.eventually("cat group; cat \(box.path)/login >&2", has: ["/session-"], seconds: 30)
                let ended = try runCommand(
                    "/bin/sh",
                    ["-c", "s=$(sed -n 's/.*session-\\(.*\\)\\.scope.*/\\1/p' '\(box.files)/group'); loginctl terminate-session $s && while [ -d /sys/fs/cgroup/user.slice/user-\(user.identifier).slice/session-$s.scope ]; do sleep 0.2; done"],
                    environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], seconds: 60)
                #expect(ended.code == 0, "\(ended.report)")
                try box.check("apus ps --format '{{.Names}} {{.Status}}'", has: ["c Up"])
                try box.check("apus exec c cat /proc/self/cgroup /sys/fs/cgroup/memory.max", is: "0::/\n33554432")
                try box.check("apus exec c sh -c 'cat /proc/1/cgroup'", is: "0::/")
                try box.check(
                    "cut -d: -f3 /proc/$(apus inspect --format '{{.State.Pid}}' c)/cgroup",
                    has: ["/user@\(user.identifier).service/app.slice/apus.scope/"])
                try box.check("apus top c | tail -1", has: ["sleep 1000"])
                try box.check("apus pause c && apus ps --format '{{.Status}}' && apus unpause c", has: ["Paused"])
                try box.check("apus stop -t 0 c && apus start c && apus rm -f -t 0 c")
            }
        }

        @Test(.enabled(if: OrdinaryUser.current != nil, "needs useradd"))
        func `without a bus of the user's a container runs, and limits are refused`() throws {
            try withSandbox(.ordinaryUser) { box in
                let bare = "env -u DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR=$BOX/files"
                try box.check("\(bare) apus run --rm --network none busybox echo hello", is: "hello")
                try box.check("\(bare) apus run --rm --network none --memory 64m busybox true", code: 125, says: ["loginctl enable-linger"])
                try box.check("\(bare) DBUS_SESSION_BUS_ADDRESS=unix:path=$BOX/none apus run --rm --network none --memory 64m busybox true", code: 125, says: ["loginctl enable-linger"])
            }
        }
    }
}
