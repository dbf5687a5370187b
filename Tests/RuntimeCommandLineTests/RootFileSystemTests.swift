import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct RootFileSystemTests {
    @Test func `default devices and links are there and work`() throws {
        let outcome = try TestContainer(
            """
            for d in null zero full random urandom tty; do stat -c '%n %t:%T %a' /dev/$d; done
            for l in fd stdin stdout stderr ptmx; do readlink /dev/$l; done
            echo x > /dev/null && head -c 2 /dev/zero | wc -c
            """
        ).run()
        #expect(
            outcome.output == """
                /dev/null 1:3 666
                /dev/zero 1:5 666
                /dev/full 1:7 666
                /dev/random 1:8 666
                /dev/urandom 1:9 666
                /dev/tty 5:0 666
                /proc/self/fd
                /proc/self/fd/0
                /proc/self/fd/1
                /proc/self/fd/2
                pts/ptmx
                2

                """, "\(outcome.errors)")
    }

    @Test func `an extra device has its numbers, mode and owner`() throws {
        var container = try TestContainer("stat -c '%F %t:%T %a %u %g' /dev/mine")
        container.configuration.linux?.devices = [
            LinuxDevice(type: "c", path: "/dev/mine", major: 1, minor: 5, fileMode: 0o640, uid: 3, gid: 4)
        ]
        #expect(try container.run().output == "character special file 1:5 640 3 4\n")
    }

    @Test func `a read-only root cannot be written but its mounts can`() throws {
        var container = try TestContainer("touch /x 2>/dev/null; echo $?; touch /tmp/x; echo $?")
        container.configuration.root?.readonly = true
        container.configuration.mounts?.append(Mount(destination: "/tmp", type: "tmpfs", source: "tmpfs"))
        #expect(try container.run().output == "1\n0\n")
    }

    @Test func `a volume is bound, read-only where asked, with its mount point made`() throws {
        var container = try TestContainer(
            "cat /made/deep/a /made/file; touch /made/deep/b 2>/dev/null; echo $?; touch /rw/b; echo $?")
        try makeDirectories("\(container.path)/volume")
        try replaceFile("\(container.path)/volume/a", with: Array("inside a\n".utf8))
        let path = container.path
        container.configuration.mounts! += [
            Mount(destination: "/made/deep", type: "bind", source: "\(path)/volume", options: ["rbind", "ro"]),
            Mount(destination: "/made/file", type: "bind", source: "\(path)/volume/a", options: ["bind"]),
            Mount(destination: "/rw", type: "bind", source: "volume", options: ["bind"]),
        ]
        let outcome = try container.run()
        #expect(outcome.output == "inside a\ninside a\n1\n0\n", "\(outcome.errors)")
        #expect(try exists("\(container.path)/volume/b"))
    }

    @Test func `a volume whose source is missing is an error that names it`() throws {
        var container = try TestContainer("true")
        container.configuration.mounts?.append(
            Mount(destination: "/v", type: "bind", source: "/no/such/source", options: ["bind"]))
        let outcome = try container.run()
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("/no/such/source"))
    }

    @Test func `a mount point behind a symlink of the image stays inside`() throws {
        var container = try TestContainer("cat /out/tmp/apus-inside/f; ls -d /real")
        try makeSymlink("\(container.rootfs)/out", to: "/../../real")
        try makeDirectories("\(container.rootfs)/real")
        try makeDirectories("\(container.path)/volume")
        try replaceFile("\(container.path)/volume/f", with: Array("f\n".utf8))
        let path = container.path
        container.configuration.mounts?.append(
            Mount(
                destination: "/out/tmp/apus-inside", type: "bind", source: "\(path)/volume", options: ["bind"]))
        let outcome = try container.run()
        #expect(outcome.output == "f\n/real\n", "\(outcome.errors)")
        #expect(try !exists("/tmp/apus-inside"))
    }

    @Test func `proc as a symlink of the image is refused`() throws {
        let container = try TestContainer("echo reached")
        try removeDirectory("\(container.rootfs)/proc")
        try makeSymlink("\(container.rootfs)/proc", to: "/tmp")
        let outcome = try container.run()
        #expect(outcome.status != 0)
        #expect(outcome.output == "")
    }

    @Test func `masked paths show nothing and read-only paths cannot be written`() throws {
        var container = try TestContainer(
            """
            cat /proc/timer_list | wc -c; ls /proc/fs | wc -l; echo 1 > /proc/sys/kernel/shmmni; ls /secret; cat /key
            """)
        try makeDirectories("\(container.rootfs)/secret/below")
        try replaceFile("\(container.rootfs)/key", with: Array("key".utf8))
        container.configuration.process?.capabilities = LinuxCapabilities(
            bounding: ["CAP_SYS_ADMIN"], effective: ["CAP_SYS_ADMIN"], permitted: ["CAP_SYS_ADMIN"])
        container.configuration.linux?.maskedPaths = [
            "/proc/timer_list", "/proc/fs", "/secret", "/key", "/not/there",
        ]
        container.configuration.linux?.readonlyPaths = ["/proc/sys", "/not/there"]
        let outcome = try container.run()
        #expect(outcome.output == "0\n0\n", "\(outcome.output)")
        #expect(outcome.errors.contains("Read-only file system"), "\(outcome.errors)")
    }

    @Test func `a tmpfs has its options and what the image has at its place when asked`() throws {
        var container = try TestContainer(
            "stat -c %a /data; cat /data/deep/f; readlink /data/l; touch /data/n; echo $?")
        try makeDirectories("\(container.rootfs)/data/deep")
        try replaceFile("\(container.rootfs)/data/deep/f", with: Array("f\n".utf8))
        try makeSymlink("\(container.rootfs)/data/l", to: "deep/f")
        container.configuration.mounts?.append(
            Mount(
                destination: "/data", type: "tmpfs", source: "tmpfs", options: ["tmpcopyup", "size=1m", "mode=755"]))
        let outcome = try container.run()
        #expect(
            outcome.output == "755\nf\ndeep/f\n0\n" || !RuntimeUnderTest.isOurs, "\(outcome.output) \(outcome.errors)")
    }

    @Test func `attributes of mounts are those asked`() throws {
        var container = try TestContainer(
            "grep -E ' /(v|w) ' /proc/self/mountinfo | while read a b c d e f g; do echo $e $f; done")
        try makeDirectories("\(container.path)/volume")
        let path = container.path
        container.configuration.mounts! += [
            Mount(
                destination: "/v", type: "bind", source: "\(path)/volume",
                options: ["rbind", "ro", "nosuid", "nodev", "noexec", "noatime", "rprivate"]),
            Mount(destination: "/w", type: "tmpfs", source: "t", options: ["nosuid", "nodiratime", "size=1m"]),
        ]
        let outcome = try container.run()
        #expect(
            outcome.output == "/v ro,nosuid,nodev,noexec,noatime\n/w rw,nosuid,nodiratime,relatime\n"
                || outcome.output == "/v ro,nosuid,nodev,noexec,noatime\n/w rw,nosuid,relatime,nodiratime\n",
            "\(outcome.output)")
    }

    @Test func `nothing of the host is left in the mount table`() throws {
        let outcome = try TestContainer("grep -vE ' (/|/proc|/dev|/dev/pts|/sys) ' /proc/self/mountinfo").run()
        #expect(outcome.output == "")
    }

    @Test func `a container in a user namespace is root only inside`() throws {
        var container = try TestContainer("id -u; cat /proc/self/uid_map; echo > /dev/null; echo $?; touch /root/x")
        container.configuration.linux?.namespaces?.append(LinuxNamespace(type: "user"))
        container.configuration.linux?.uidMappings = [LinuxIDMapping(containerID: 0, hostID: 100_000, size: 65536)]
        container.configuration.linux?.gidMappings = [LinuxIDMapping(containerID: 0, hostID: 100_000, size: 65536)]
        try setOwner("\(container.rootfs)/root", user: 100_000, group: 100_000)
        try setPermissions(container.path, 0o755)
        let outcome = try container.run()
        #expect(outcome.output == "0\n         0     100000      65536\n0\n", "\(outcome.errors)")
        #expect(try status(of: "\(container.rootfs)/root/x").user == 100_000)
    }
}
