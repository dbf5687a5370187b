@testable import ContainerEngine
import ContainerState
import JSONText
import Linux
import TestSupport
import Testing

@Suite struct InspectionTests {
    /// An engine with one container that was made from a directory and never started.
    private func made(_ base: String, _ change: (inout ContainerRequest) -> Void = { _ in }) throws -> (
        Engine, ContainerDirectory
    ) {
        let host = HostFacts(
            rootless: false, callerUser: 0, callerGroup: 0, capabilities: ["CAP_CHOWN", "CAP_KILL", "CAP_NET_RAW"],
            mappedIDs: nil)
        let engine = try Engine(
            locations: StateLocations(root: base + "/root", runRoot: base + "/run"), host: host,
            runtimeProgram: "/bin/false")
        try makeDirectories(base + "/fs/etc")
        var request = ContainerRequest()
        request.rootFileSystem = base + "/fs"
        request.arguments = ["sleep", "5"]
        request.network = "none"
        request.name = "box"
        request.labels = ["a": "b"]
        change(&request)
        return (engine, try engine.create(request, image: nil))
    }

    @Test func `a container that never ran is described with the members of docker and podman`() throws {
        let base = try TemporaryDirectory("inspect")
        let (engine, container) = try made(base.path) { request in
            request.resources.memory = 64 << 20
            request.mounts = [MountRequest(kind: .bind, source: "/tmp", destination: "/mnt")]
            request.exposedPorts = ["80"]
            request.restart = "on-failure:3"
        }
        let document = try ContainerInspection(container, engine: engine).document()
        func at(_ path: String) -> JSONValue? {
            path.split(separator: ".").reduce(document) { (value: JSONValue?, key) in value?[String(key)] }
        }
        #expect(at("Id") == .string(container.id))
        #expect(at("Name") == "box")
        #expect(at("Path") == "sleep" && at("Args") == ["5"])
        #expect(at("State.Status") == "created" && at("State.Running") == false && at("State.Pid") == 0)
        #expect(at("State.StartedAt") == "0001-01-01T00:00:00Z")
        #expect(at("State.Health") == nil)
        #expect(at("Rootfs") == .string(base.path + "/fs"))
        #expect(
            at("Config.Labels.a") == "b" && at("Config.Cmd") == ["sleep", "5"] && at("Config.StopSignal") == "SIGTERM")
        #expect(at("Config.ExposedPorts.80/tcp") == [:])
        #expect(at("HostConfig.NetworkMode") == "none" && at("HostConfig.Memory") == .integer(64 << 20))
        #expect(
            at("HostConfig.RestartPolicy.Name") == "on-failure" && at("HostConfig.RestartPolicy.MaximumRetryCount") == 3
        )
        #expect(at("HostConfig.Binds") == ["/tmp:/mnt:rw,rbind,rprivate"])
        #expect(at("HostConfig.PidsLimit") == 2048)
        let mount = at("Mounts")?[0]
        #expect(mount?["Type"] == "bind" && mount?["RW"] == true && mount?["Propagation"] == "rprivate")
        #expect(at("NetworkSettings.Networks") == [:] && at("NetworkSettings.IPAddress") == "")
        for key in [
            "ResolvConfPath", "HostnamePath", "HostsPath", "Driver", "ExecIDs", "GraphDriver", "AppArmorProfile",
            "RestartCount",
        ] {
            #expect(at(key) != nil, "\(key)")
        }
    }

    @Test func `an end is told with its code, and one that nobody saw as such`() throws {
        let base = try TemporaryDirectory("inspect")
        let (engine, container) = try made(base.path)
        let record = ExitRecord(
            code: 3, startedAt: Timestamp(seconds: 10), finishedAt: Timestamp(seconds: 20), outOfMemory: true)
        try RecordFile.write(record, to: container.exit)
        var state = try ContainerInspection(container, engine: engine).document()["State"]
        #expect(state?["Status"] == "exited" && state?["ExitCode"] == 3 && state?["OOMKilled"] == true)
        #expect(state?["StartedAt"] == "1970-01-01T00:00:10Z" && state?["FinishedAt"] == "1970-01-01T00:00:20Z")
        try RecordFile.write(ExitRecord(code: nil, startedAt: nil), to: container.exit)
        state = try ContainerInspection(container, engine: engine).document()["State"]
        #expect(state?["ExitCode"] == -1 && state?["Error"] == "nobody could tell how it ended")
    }

    @Test func `files go into a container at rest and come back`() throws {
        guard Credentials.effectiveUser == 0 else { return }
        let base = try TemporaryDirectory("cp")
        let (engine, container) = try made(base.path)
        try makeDirectories(base.path + "/host/dir/sub")
        try open(base.path + "/host/f", [.writeOnly, .create], mode: 0o600).write("one")
        try open(base.path + "/host/dir/a", [.writeOnly, .create], mode: 0o644).write("two")
        let options = CopyOptions(directory: base.path + "/host")
        func copy(_ from: String, _ to: String) throws {
            try engine.copy(from: try CopyEnd.parse(from), to: try CopyEnd.parse(to), options: options)
        }
        let root = base.path + "/fs"
        func text(_ path: String) throws -> String { String(decoding: try readFile(path), as: UTF8.self) }
        try copy("f", "box:/new")
        #expect(try text(root + "/new") == "one")
        try copy("f", "box:/etc")
        #expect(try text(root + "/etc/f") == "one")
        try copy("dir", "box:/made")  // becomes it
        #expect(try text(root + "/made/a") == "two")
        try copy("dir", "box:/made")  // goes into it
        #expect(try text(root + "/made/dir/a") == "two")
        try copy("dir/.", "box:/made2")
        try copy("dir/.", "box:/made2")
        #expect(try text(root + "/made2/a") == "two" && !exists(root + "/made2/dir"))
        try copy("box:/made", "out")
        #expect(try text(base.path + "/host/out/dir/a") == "two")
        try copy("box:/made/a", "box:/made/b")
        #expect(try text(root + "/made/b") == "two")
        for (from, to) in [
            ("f", "box:/nowhere/x"), ("f", "box:/nowhere/"), ("f", "box:/new/"), ("dir", "box:/new"),
            ("missing", "box:/x"),
            ("box:/missing", "x"), ("f", "other:/x"), ("f", "g"), ("box:/made", "box:/made/inside"),
        ] {
            #expect(throws: EngineError.self, "\(from) \(to)") { try copy(from, to) }
        }
        _ = container
    }

    @Test func `columns of processes are known by name and by code`() throws {
        #expect(
            ProcessColumn(word: "%C") == .pcpu && ProcessColumn(word: "hpid") == .hpid
                && ProcessColumn(word: "bogus") == nil)
        #expect(
            ProcessColumn.standard.map(\.heading) == [
                "USER", "PID", "PPID", "%CPU", "ELAPSED", "TTY", "TIME", "COMMAND",
            ])
        let own = try #require(ProcessReport.read(CurrentProcess.identifier))
        #expect(own.pid == CurrentProcess.identifier && !own.arguments.isEmpty && own.parent == CurrentProcess.parent)
    }
}
