import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Podman with its usual manager of control groups and our runtime: systemd makes the groups.
    @Suite(
        .enabled(
            if: Podman.isInstalled && TestedEngine.builtDirectory != nil && (try? exists("/run/systemd/system")) == true,
            "needs podman and a running systemd"))
    struct Systemd {
        @Test func `systemd makes the scope of a container, knows its limits and takes it away`() throws {
            let box = try Sandbox(.root, engine: .podman)
            defer { _ = try? box.run("podman rm -f -t 0 -a"); _ = try? box.finish() }
            try prepare(box)
            try box.check("podman run -d --name c --network none --memory 64m --cpus 0.5 --pids-limit 50 --annotation 'org.systemd.property.CPUWeight=uint64 77' --annotation org.systemd.property.RuntimeMaxSec=7100 busybox sleep 1000")
            try box.check("cut -d: -f3 /proc/$(podman inspect --format '{{.State.Pid}}' c)/cgroup > group; cat group", has: ["/machine.slice/libpod-", ".scope"])
            try box.check(
                "systemctl show $(basename $(cat group)) -p MemoryMax,TasksMax,CPUQuotaPerSecUSec,Delegate,ActiveState,CPUWeight,RuntimeMaxUSec | sort",
                is: "ActiveState=active\nCPUQuotaPerSecUSec=500ms\nCPUWeight=77\nDelegate=yes\nMemoryMax=67108864\nRuntimeMaxUSec=1h 58min 20s\nTasksMax=50")
            try box.check("systemctl daemon-reload; cat /sys/fs/cgroup$(cat group)/memory.max", is: "67108864")
            try box.check("podman exec c cat /sys/fs/cgroup/memory.max", is: "67108864")
            try box.check("podman exec c sh -c 'cat /proc/1/cgroup /proc/self/cgroup | sort -u'", is: "0::/")
            try box.check("podman pause c && podman unpause c")
            try box.check("podman rm -f -t 0 c")
            try box.eventually("systemctl is-active $(basename $(cat group)) || true", is: "inactive")
            try box.check("ls -d /sys/fs/cgroup$(cat group)", code: 2)
        }

        @Test func `an ordinary user's containers are limited through the user's systemd`() throws {
            let box = try Sandbox(.ordinaryUser, engine: .podman)
            defer { _ = try? box.run("podman rm -f -t 0 -a"); _ = try? box.finish() }
            try prepare(box)
            try box.check("podman run --rm --network none --memory 64m busybox cat /sys/fs/cgroup/memory.max", is: "67108864")
            try box.check("podman run -d --name c --network none --memory 64m busybox sleep 1000")
            try box.check(
                "cut -d: -f3 /proc/$(podman inspect --format '{{.State.Pid}}' c)/cgroup", has: ["/user@", "/user.slice/libpod-"])
            try box.check("podman exec c cat /proc/self/cgroup", is: "0::/")
            try box.check("podman rm -f -t 0 c")
        }

        private func prepare(_ box: Sandbox) throws {
            let runtime = try box.run("readlink -f \(TestedEngine.builtDirectory!)/apus-runtime").text
            let options = "--cgroup-manager systemd --events-backend file --root '\(box.root)' --runroot '\(box.runRoot)' --runtime \(runtime)"
            let bus = "export DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$(id -u)/bus"
            for name in ["podman", "apus"] {
                try replaceFile("\(box.path)/bin/\(name)", with: Array("#!/bin/sh\n\(bus)\nexec /usr/bin/podman \(options) \"$@\"\n".utf8), mode: 0o755)
            }
            try box.check("podman load -q -i \(Fixtures.busybox)")
        }
    }
}
