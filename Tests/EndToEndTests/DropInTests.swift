import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Other engines with our runtime below them.
    @Suite(.enabled(if: Podman.isInstalled && TestedEngine.builtDirectory != nil, "needs podman")) struct DropIn {
        @Test func `podman runs, execs into, stops and removes containers with our runtime`() throws {
            let box = try Sandbox()
            defer { _ = try? box.run("$BOX/bin/podman rm -f -t 0 -a"); _ = try? box.finish() }
            let runtime = TestedEngine.builtDirectory! + "/apus-runtime"
            // conmon gives the runtime a short path of its own: podman wants an absolute one
            let absolute = try box.run("readlink -f \(runtime)").text
            let wrapper = Podman.wrapper(root: box.path + "/podman", runRoot: box.path + "/podman-run", more: "--runtime \(absolute)")
            try replaceFile(box.path + "/bin/podman", with: Array(wrapper.utf8), mode: 0o755)
            try box.check("podman load -q -i \(Fixtures.busybox)")
            try box.check("podman run --rm --network none busybox echo through podman", is: "through podman")
            try box.check("podman run --rm busybox sh -c 'exit 5'", code: 5)
            try box.check("podman run --rm busybox nosuchprogram", code: 127)
            try box.check("podman run --rm busybox /etc/not-executable", code: 126)
            try box.check("echo in | podman run --rm -i busybox cat", is: "in")
            try box.check("podman run -d --name c --memory 64m busybox sh -c 'echo up; sleep 1000'")
            try box.eventually("podman logs c", is: "up")
            try box.check("podman exec c sh -c 'echo inside; exit 3'", code: 3, is: "inside")
            try box.check("podman exec -u user -w /tmp -e A=b c sh -c 'id -un; pwd; echo $A'", is: "user\n/tmp\nb")
            try box.check("podman pause c && podman ps -a --format '{{.Status}}'", has: ["Paused"])
            try box.check("podman unpause c")
            try box.check("podman top c", has: ["sleep 1000"])
            try box.check("podman kill -s USR1 c", code: 0)
            try box.check("podman start c; podman stop -t 1 c", has: ["c"])
            try box.check("podman start c && podman rm -f -t 0 c", has: ["c"])
            try box.check("podman run --rm -t busybox tty", has: ["/dev/pts/0"])
            try box.check("podman run --rm --read-only --cap-drop all --security-opt no-new-privileges busybox grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/self/status", has: ["CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"])
            try box.check("podman run --rm -v $PWD:/here:ro --tmpfs /mem --ulimit nofile=100:100 --ulimit nproc=500:500 busybox sh -c 'ulimit -n; grep -c \" /mem \" /proc/self/mountinfo'", is: "100\n1")
            try box.check("podman run --rm --privileged busybox true")
            try box.check("podman run --rm --pid host --ipc host --uts host --network host busybox true")
            try box.check("podman ps -aq", is: "")
        }
    }
}
