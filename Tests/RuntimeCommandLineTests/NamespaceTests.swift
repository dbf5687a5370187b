import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct NamespaceTests {
    private static let kinds = [
        (type: "network", file: "net"), (type: "ipc", file: "ipc"), (type: "uts", file: "uts"), (type: "pid", file: "pid"),
        (type: "cgroup", file: "cgroup"), (type: "time", file: "time"),
    ]

    @Test func `a namespace that is not named is shared with the runtime, and one that is named is new`() throws {
        for kind in Self.kinds where kind.type != "pid" {
            var shared = try TestContainer("readlink /proc/self/ns/\(kind.file)")
            shared.configuration.hostname = nil
            shared.configuration.mounts?.removeAll { $0.destination == "/sys" }
            shared.configuration.linux?.namespaces?.removeAll { $0.type == kind.type }
            let host = try readSymlink("/proc/self/ns/\(kind.file)").display
            #expect(try shared.run().output == host + "\n", "\(kind.type)")
            shared.configuration.linux?.namespaces?.append(LinuxNamespace(type: kind.type))
            let outcome = try shared.run()
            #expect(outcome.output.hasPrefix("\(kind.file):[") && outcome.output != host + "\n", "\(kind.type) \(outcome.errors)")
        }
    }

    @Test func `each kind of namespace is joined by its path`() throws {
        var first = try TestContainer("sleep 100")
        first.configuration.linux?.namespaces?.append(LinuxNamespace(type: "cgroup"))
        if RuntimeUnderTest.isOurs { first.configuration.linux?.namespaces?.append(LinuxNamespace(type: "time")) }
        try first.write()
        let file = "\(first.path)/pid"
        let started = try first.call(["run", "--detach", "--bundle", first.path, "--pid-file", file, first.id])
        try #require(started.status == 0, "\(started.errors)")
        let pid = String(decoding: try readFile(file), as: UTF8.self)
        for kind in Self.kinds where kind.type != "time" || RuntimeUnderTest.isOurs {
            var second = try TestContainer("readlink /proc/self/ns/\(kind.file)")
            second.configuration.hostname = nil
            second.configuration.linux?.namespaces?.removeAll { $0.type == kind.type }
            second.configuration.linux?.namespaces?.append(
                LinuxNamespace(type: kind.type, path: "/proc/\(pid)/ns/\(kind.file)"))
            let wanted = try readSymlink("/proc/\(pid)/ns/\(kind.file)").display
            let outcome = try second.run()
            #expect(outcome.output == wanted + "\n", "\(kind.type): \(outcome.errors)")
        }
    }

    @Test func `a path that is no namespace of its type, is relative or is given twice is an error`() throws {
        for namespace in [
            LinuxNamespace(type: "ipc", path: "/proc/self/ns/net"), LinuxNamespace(type: "ipc", path: "/etc/passwd"),
            LinuxNamespace(type: "ipc", path: "/no/such/file"), LinuxNamespace(type: "network"), LinuxNamespace(type: "nonsense"),
        ] {
            var container = try TestContainer("true")
            container.configuration.linux?.namespaces?.removeAll { $0.type == "ipc" }
            container.configuration.linux?.namespaces?.append(namespace)
            let outcome = try container.run()
            #expect(outcome.status != 0, "\(namespace)")
        }
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `a network device of the host comes with its addresses under its new name`() throws {
        let name = "apust\(UInt16.random(in: 0...UInt16.max))"
        func ip(_ arguments: [String]) throws {
            let result = try runCommand("/usr/sbin/ip", arguments, environment: [])
            try #require(result.code == 0, "\(arguments) \(result.errors)")
        }
        try ip(["link", "add", name, "type", "veth", "peer", "name", "\(name)p"])
        defer { _ = try? runCommand("/usr/sbin/ip", ["link", "delete", "\(name)p"], environment: []) }
        try ip(["link", "set", name, "up", "mtu", "1400"])
        try ip(["address", "add", "10.211.3.1/24", "dev", name])
        try ip(["address", "add", "fd00:3::1/64", "dev", name, "nodad"])
        var container = try TestContainer(
            "ip -o address show dev inside; ip -o link show dev inside; ls /sys/class/net | sort | tr '\\n' ' '")
        container.configuration.linux?.netDevices = [name: LinuxNetDevice(name: "inside")]
        let outcome = try container.run()
        for address in ["inet 10.211.3.1/24", "inet6 fd00:3::1/64"] {
            #expect(outcome.output.contains(address), "\(outcome.output) \(outcome.errors)")
        }
        #expect(outcome.output.contains("mtu 1400") && outcome.output.contains("UP"))
        #expect(outcome.output.hasSuffix("inside lo "))
        #expect(try !exists("/sys/class/net/\(name)"))
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `a network device that is missing or cannot be moved is named`() throws {
        for (devices, word) in [
            (["apusnone0": LinuxNetDevice()], "apusnone0"), (["a/b": LinuxNetDevice()], "linux.netDevices"),
            (["a": LinuxNetDevice(name: "x"), "b": LinuxNetDevice(name: "x")], "linux.netDevices"),
        ] {
            var container = try TestContainer("true")
            container.configuration.linux?.netDevices = devices
            let outcome = try container.run()
            #expect(outcome.status != 0)
            #expect(outcome.errors.contains(word), "\(outcome.errors)")
        }
        var shared = try TestContainer("true")
        shared.configuration.linux?.netDevices = ["lo": LinuxNetDevice()]
        shared.configuration.linux?.namespaces?.removeAll { $0.type == "network" }
        #expect(try shared.run().errors.contains("network namespace"))
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `a memory policy that is none is refused by name`() throws {
        for (policy, field) in [
            (LinuxMemoryPolicy(mode: "MPOL_NONSENSE"), "memoryPolicy.mode"),
            (LinuxMemoryPolicy(mode: "MPOL_BIND", nodes: "x"), "memoryPolicy.nodes"),
            (LinuxMemoryPolicy(mode: "MPOL_BIND", nodes: "0", flags: ["MPOL_F_X"]), "memoryPolicy.flags"),
        ] {
            var container = try TestContainer("true")
            container.configuration.linux?.memoryPolicy = policy
            #expect(try container.run().errors.contains(field))
        }
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs && (try? exists("/proc/self/numa_maps")) == true))
    func `memory is taken from the nodes that the policy names`() throws {
        var container = try TestContainer("head -n 1 /proc/self/numa_maps | cut -d' ' -f2")
        container.configuration.linux?.memoryPolicy = LinuxMemoryPolicy(mode: "MPOL_BIND", nodes: "0", flags: ["MPOL_F_STATIC_NODES"])
        #expect(try container.run().output == "bind=static:0\n")
    }

    @Test func `a container without a mount namespace lives in the runtime's, and is taken away whole`() throws {
        func table() throws -> [Substring] {
            String(decoding: try readFile("/proc/self/mountinfo"), as: UTF8.self).split(separator: "\n")
        }
        var container = try TestContainer("readlink /proc/self/ns/mnt; cat /v/config.json | wc -c; ls /; test -c /dev/null && echo null")
        let source = container.path
        container.configuration.linux?.namespaces?.removeAll { $0.type == "mount" }
        container.configuration.mounts?.append(Mount(destination: "/v", type: "bind", source: source, options: ["bind"]))
        let before = try table()
        let outcome = try container.run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix(try readSymlink("/proc/self/ns/mnt").display + "\n"), "\(outcome.errors)")
        #expect(outcome.output.contains("null\n") && !outcome.output.contains("home\n"))
        if RuntimeUnderTest.isOurs {
            #expect(try table().count == before.count)
        } else {
            _ = try? unmount(container.rootfs, detached: true)
        }
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs))
    func `create and delete without a mount namespace leave none of its mounts, and a failure leaves none either`() throws {
        func count() throws -> Int {
            String(decoding: try readFile("/proc/self/mountinfo"), as: UTF8.self).split(separator: "\n").count
        }
        let before = try count()
        var container = try TestContainer("sleep 100")
        container.configuration.linux?.namespaces?.removeAll { $0.type == "mount" }
        try container.write()
        #expect(try container.call(["create", "--bundle", container.path, container.id]).status == 0)
        #expect(try count() > before)
        #expect(try container.call(["start", container.id]).status == 0)
        #expect(try container.call(["exec", container.id, "ls", "/bin/busybox"]).status == 0)
        #expect(try container.call(["delete", "--force", container.id]).status == 0)
        #expect(try count() == before)
        // The kernel's table knows no links.
        try makeSymlink("\(container.path)/way", to: container.path)
        #expect(try container.call(["create", "--bundle", "\(container.path)/way/./way", container.id]).status == 0)
        #expect(try count() > before)
        #expect(try container.call(["delete", "--force", container.id]).status == 0)
        #expect(try count() == before)
        container.configuration.process?.args = ["/not/there"]
        #expect(try container.run().status != 0)
        #expect(try count() == before)
        container.configuration.root?.readonly = true
        #expect(try container.run().errors.contains("root.readonly"))
        container.configuration.root?.readonly = false
        container.configuration.linux?.maskedPaths = ["/proc/kcore"]
        #expect(try container.run().errors.contains("linux.maskedPaths"))
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs))
    func `in a user namespace devices come in, listeners go out and owners are mapped as well`() throws {
        let name = "apusu\(UInt16.random(in: 0...UInt16.max))"
        let made = try runCommand("/usr/sbin/ip", ["link", "add", name, "type", "veth", "peer", "name", "\(name)p"], environment: [])
        try #require(made.code == 0, "\(made.errors)")
        defer { _ = try? runCommand("/usr/sbin/ip", ["link", "delete", "\(name)p"], environment: []) }
        var container = try TestContainer("sleep 100")
        try makeDirectories("\(container.rootfs)/v")
        let path = container.path
        try setPermissions(path, 0o755)
        try makeDirectories("\(path)/v")
        try replaceFile("\(path)/v/file", with: [])
        try setOwner("\(path)/v/file", user: 3, group: 4)
        let agent = try LocalSocket.listen(.stream, at: "\(path)/agent.sock")
        try setPermissions("\(path)/agent.sock", 0o777)
        let mapping = [LinuxIDMapping(containerID: 0, hostID: 100_000, size: 65536)]
        container.configuration.linux?.namespaces?.append(LinuxNamespace(type: "user"))
        container.configuration.linux?.uidMappings = mapping
        container.configuration.linux?.gidMappings = mapping
        container.configuration.linux?.netDevices = [name: LinuxNetDevice(name: "inside")]
        container.configuration.linux?.seccomp = LinuxSeccomp(
            defaultAction: "SCMP_ACT_ALLOW", listenerPath: "\(path)/agent.sock",
            syscalls: [LinuxSyscall(names: ["mkdir", "mkdirat"], action: "SCMP_ACT_NOTIFY")])
        container.configuration.mounts?.append(
            Mount(destination: "/v", type: "bind", source: "\(path)/v", options: ["bind", "idmap"]))
        try container.write()
        let created = try container.call(["create", "--bundle", path, container.id])
        try #require(created.status == 0, "\(created.errors)")
        let started = try container.call(["start", container.id])
        #expect(started.status == 0, "\(started.errors)")
        let connection = try LocalSocket.accept(agent)
        let message = try connection.receive(upTo: 65536)
        let state = try JSONValue(parsing: message.bytes)
        #expect(state["state"]?["id"]?.stringValue == container.id)
        #expect(message.descriptors.count == 1)
        #expect(try exists("/sys/class/net/\(name)") == false)
        let inside = try container.call([
            "exec", container.id, "sh", "-c", "id -u; ls /sys/class/net | sort | tr '\\n' ' '; stat -c '%u %g' /v/file",
        ])
        #expect(inside.output == "0\ninside lo 3 4\n", "\(inside.errors)")
    }
}
