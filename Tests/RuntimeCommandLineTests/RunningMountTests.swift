import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

/// Mounts of a container that runs, and places where nothing may be mounted.
@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct RunningMountTests {
    @Test(.enabled(if: RuntimeUnderTest.isOurs, "runc has no such command"))
    func `mounts are added to a container that runs and taken away again`() throws {
        let container = try TestContainer("sleep 100")
        try container.write()
        let started = try container.call(["run", "--detach", "--bundle", container.path, container.id])
        try #require(started.status == 0, "\(started.errors)")
        try makeDirectories("\(container.path)/source")
        try replaceFile("\(container.path)/source/file", with: Array("added".utf8))
        let file = "\(container.path)/mounts"
        let mounts = [
            Mount(destination: "/added", type: "bind", source: "\(container.path)/source", options: ["bind", "ro"]),
            Mount(destination: "/added-too", type: "tmpfs", source: "tmpfs", options: ["size=1m"]),
        ]
        try replaceFile(file, with: try JSON.encode(mounts))
        let added = try container.call(["mounts", "add", container.id, file])
        #expect(added.status == 0, "\(added.errors)")
        #expect(try container.call(["exec", container.id, "cat", "/added/file"]).output == "added")
        #expect(try container.call(["exec", container.id, "touch", "/added/new"]).status != 0)
        #expect(try container.call(["exec", container.id, "grep", "-c", " /added", "/proc/mounts"]).output == "2\n")
        let removed = try container.call(["mounts", "remove", container.id, file])
        #expect(removed.status == 0, "\(removed.errors)")
        #expect(try container.call(["exec", container.id, "grep", "-c", " /added", "/proc/mounts"]).output == "0\n")
        let again = try container.call(["mounts", "remove", container.id, file])
        #expect(again.status == 1 && again.errors.contains("nothing is mounted there"), "\(again.errors)")
    }

    @Test func `nothing is mounted into a procfs, whatever its type and wherever links of the image lead`() throws {
        for mount in [
            Mount(destination: "/proc/acpi", type: "tmpfs", source: "tmpfs"),
            Mount(destination: "/proc/self/attr", type: "bind", source: "/tmp", options: ["bind"]),
            Mount(destination: "/link", type: "tmpfs", source: "tmpfs"),
        ] {
            var container = try TestContainer("echo ran")
            try makeSymlink("\(container.rootfs)/link", to: "/proc/sys")
            container.configuration.mounts?.append(mount)
            let outcome = try container.run()
            #expect(outcome.status != 0 && !outcome.output.contains("ran"), "\(mount.destination)")
        }
    }

    @Test func `a user namespace has the devices that the machine has not, with their owners`() throws {
        var container = try TestContainer("stat -c '%F %t:%T %u:%g %a' /dev/nowhere; sleep 0")
        let all = [LinuxIDMapping(containerID: 0, hostID: 0, size: .max)]
        container.configuration.linux?.namespaces?.append(LinuxNamespace(type: "user"))
        container.configuration.linux?.uidMappings = all
        container.configuration.linux?.gidMappings = all
        container.configuration.linux?.devices = [
            LinuxDevice(type: "b", path: "/dev/nowhere", major: 1, minor: 5, fileMode: 0o640, uid: 10, gid: 11)
        ]
        let outcome = try container.run()
        #expect(outcome.output == "block special file 1:5 10:11 640\n", "\(outcome.errors)")
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs, "others pivot, and take the root away from all in there"))
    func `a mount namespace is joined by its path, and nothing stays mounted there`() throws {
        let pid = try spawnProgram(
            "/usr/bin/unshare", arguments: ["unshare", "--mount", "--propagation", "private", "sleep", "100"],
            environment: ["PATH=/usr/bin:/bin"], places: [])
        defer {
            _ = try? sendSignal(SignalNumber.kill, toChild: pid)
            _ = try? waitForChild(.process(pid))
        }
        let own = try readSymlink("/proc/self/ns/mnt").display
        for _ in 0..<500 where try readSymlink("/proc/\(pid)/ns/mnt").display == own {
            _ = try? waitUntilReady(-1, .readable, milliseconds: 10)
        }
        var container = try TestContainer("readlink /proc/self/ns/mnt; ls -d /bin")
        container.configuration.linux?.namespaces?.removeAll { $0.type == "mount" }
        container.configuration.linux?.namespaces?.append(LinuxNamespace(type: "mount", path: "/proc/\(pid)/ns/mnt"))
        let outcome = try container.run()
        #expect(outcome.output == (try readSymlink("/proc/\(pid)/ns/mnt").display) + "\n/bin\n", "\(outcome.errors)")
        let table = String(decoding: try readFile("/proc/\(pid)/mountinfo"), as: UTF8.self)
        #expect(!table.contains(container.rootfs))
        container.configuration.root?.readonly = true
        #expect(try container.run().status != 0)
    }
}
