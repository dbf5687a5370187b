import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Labels of mandatory access control, where the kernel has it and where it has not.
    @Suite(.enabled(if: TestedEngine.isOurs, "is about our runtime")) struct SecurityLabels {
        private static let hasAppArmor =
            (try? readFile("/sys/module/apparmor/parameters/enabled", limit: 16))?.first == UInt8(ascii: "Y")
            && (try? exists("/usr/sbin/apparmor_parser")) == true

        @Test(.enabled(if: hasAppArmor, "needs AppArmor"))
        func `a profile of AppArmor holds in the container and for exec`() throws {
            try withSandbox { box in
                try box.write(
                    "profile",
                    "profile apus-test flags=(attach_disconnected,mediate_deleted) {\n file,\n capability,\n network,\n signal,\n deny /secret r,\n}\n")
                try box.check("apparmor_parser -r profile")
                defer { _ = try? box.run("apparmor_parser -R profile") }
                let option = "--network none --security-opt apparmor=apus-test"
                try box.check("apus run --rm \(option) busybox cat /proc/self/attr/current", is: "apus-test (enforce)")
                try box.check("apus run --rm \(option) busybox sh -c 'echo x > /secret; cat /secret'", code: 1, says: ["permission denied"])
                try box.check("apus run -d --name c \(option) busybox sleep 1000")
                try box.check("apus exec c cat /proc/self/attr/current", is: "apus-test (enforce)")
                try box.check("apus rm -f -t 0 c")
                try box.check(
                    "apus run --rm --network none --security-opt apparmor=apus-no-such busybox true", code: 125, says: ["apparmorProfile", "apus-no-such"])
            }
        }

        @Test(.enabled(if: (try? exists("/sys/fs/selinux/enforce")) != true, "needs a kernel without SELinux"))
        func `a label of SELinux is refused where nothing would enforce it`() throws {
            try withSandbox { box in
                let runtime = "'\(TestedEngine.builtDirectory ?? "")/apus-runtime' --root \(box.runRoot)/r"
                try box.check("mkdir -p b/rootfs && cd b && \(runtime) spec && sed -i 's/\"cwd\"/\"selinuxLabel\": \"u:r:t:s0\", \"cwd\"/' config.json")
                try box.check("\(runtime) run -b b x", code: 1, says: ["process.selinuxLabel", "SELinux is not enabled"])
                try box.check("\(runtime) list -q", is: "")
            }
        }
    }
}
