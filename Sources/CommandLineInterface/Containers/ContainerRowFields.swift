internal import ContainerEngine
internal import ContainerState
internal import GoTemplate
internal import JSONText
internal import Linux

extension ContainerRow {
    /// Go's zero time in seconds since 1970, which podman shows where there is no time.
    private static let noTime: Int64 = -62_135_596_800

    /// The row for templates: podman's fields and docker's.
    var template: TemplateValue {
        .record(TemplateRecord("containers.psReporter", fields, json: { self.dockerJSON }))
    }

    private var fields: [TemplateRecord.Field] {
        [
            .value("ID", .string(id)),
            .value("Image", .string(summary.image)),
            .value("ImageID", .string(imageID)),
            .value("Command", .string(command)),
            .computed("Created") { .string(HumanTime.goText(self.summary.created)) },
            .computed("CreatedAt") { .string(HumanTime.goText(self.summary.created)) },
            .computed("CreatedHuman") { .string(HumanTime.ago(self.summary.created, now: self.now)) },
            .computed("RunningFor") { .string(HumanTime.ago(self.summary.created, now: self.now)) },
            .value("Ports", ""),
            .value("State", .string(listed.state)),
            .computed("Status") { .string(self.status) },
            asked("Size") { (row) throws(EngineError) in .string(try row.size()) },
            .value("Names", .string(summary.name)),
            asked("Labels") { (row) throws(EngineError) in
                .map(TemplateMap((try row.record()?.labels ?? [:]).map { ($0.key, .string($0.value)) }))
            },
            .method("Label") { (arguments) throws(TemplateFailure) in
                guard arguments.count == 1, case .string(let key) = arguments[0] else {
                    throw TemplateFailure("wrong number of args for Label: want 1 got \(arguments.count)")
                }
                return .string(try self.failing { () throws(EngineError) in try self.record()?.labels[key] ?? "" })
            },
            asked("Mounts") { (row) throws(EngineError) in .strings(try row.mounts()) },
            asked("LocalVolumes") { (row) throws(EngineError) in
                .int(Int64(try row.record()?.mounts.filter { $0.kind == .volume }.count ?? 0))
            },
            asked("Networks") { (row) throws(EngineError) in .string(try row.networks().joined(separator: ",")) },
            .value("Pid", .int(Int64(pid))),
            .value("Exited", .bool(listed.state == "exited")),
            .value("ExitCode", .int(Int64(exitCode))),
            .value("ExitedAt", .int(exit?.finishedAt.seconds ?? Self.noTime)),
            .value("StartedAt", .int(startedAt?.seconds ?? Self.noTime)),
            .value("Restarts", .int(Int64(restarts))),
            .value("RestartCount", .int(Int64(restarts))),
            .value("Pod", ""), .value("PodName", ""),
            .value("AutoRemove", .bool(summary.autoRemove)),
            .value("IsInfra", false),
            .value("Platform", "linux"),
            .value("HealthStatus", ""),
            asked("CIDFile") { (row) throws(EngineError) in .string(try row.record()?.request.cidFile ?? "") },
            asked("ExposedPorts") { (row) throws(EngineError) in .strings(try row.record()?.exposedPorts ?? []) },
            space("Cgroup", "cgroup"), space("CGROUPNS", "cgroup"), space("IPC", "ipc"), space("MNT", "mnt"),
            space("NET", "net"),
            space("PIDNS", "pid"), space("USERNS", "user"), space("UTS", "uts"),
            .computed("Namespaces") {
                .record(
                    "define.Namespaces",
                    [
                        ("Cgroup", "cgroup"), ("IPC", "ipc"), ("MNT", "mnt"), ("NET", "net"), ("PIDNS", "pid"),
                        ("USERNS", "user"), ("UTS", "uts"),
                    ]
                    .map { ($0.0, .string(self.namespace($0.1))) })
            },
        ]
    }

    private var startedAt: Timestamp? { run?.startedAt ?? exit?.startedAt }
    private var restarts: Int { run?.restartCount ?? exit?.restartCount ?? 0 }
    /// -1 where nobody could tell how it ended.
    private var exitCode: Int32 {
        if case .exited(let exit) = listed.liveness { return exit?.code ?? -1 }
        return 0
    }

    private func space(_ name: String, _ file: String) -> TemplateRecord.Field {
        .computed(name) { .string(self.namespace(file)) }
    }

    /// A field that has to be read from the container's files.
    private func asked(
        _ name: String, _ make: @escaping @Sendable (ContainerRow) throws(EngineError) -> TemplateValue
    ) -> TemplateRecord.Field {
        .method(name) { (_) throws(TemplateFailure) in
            try self.failing { () throws(EngineError) in try make(self) }
        }
    }

    private func failing<Value>(_ body: () throws(EngineError) -> Value) throws(TemplateFailure) -> Value {
        do throws(EngineError) { return try body() } catch { throw TemplateFailure(error.message) }
    }

    /// `{{json .}}`, a line for each container as docker writes it.
    private var dockerJSON: JSONValue {
        // What cannot be read any more is shown as empty.
        let record = try? record()
        let labels = (record?.labels ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let mounts = (record?.mounts ?? []).map { mount in
            let text = mount.kind == .volume ? mount.name : mount.source
            return full || text.count <= 15 ? text : text.prefix(14) + "…"
        }
        return [
            "Command": .string("\"\(command)\""),
            "CreatedAt": .string(HumanTime.goText(summary.created)),
            "ID": .string(id),
            "Image": .string(summary.image),
            "Labels": .string(labels.joined(separator: ",")),
            "LocalVolumes": .string(String((record?.mounts ?? []).filter { $0.kind == .volume }.count)),
            "Mounts": .string(mounts.joined(separator: ",")),
            "Names": .string(summary.name),
            "Networks": .string(((try? networks()) ?? []).joined(separator: ",")),
            "Ports": "",
            "RunningFor": .string(HumanTime.ago(summary.created, now: now)),
            "Size": "0B",
            "State": .string(listed.state),
            "Status": .string(status),
        ]
    }

    /// `--format json`, an array as podman writes it.
    func podmanJSON(sizes: Bool) throws(EngineError) -> JSONValue {
        let record = try record()
        var size: JSONValue = .null
        if sizes {
            let found = try self.sizes()
            size = ["rootFsSize": .integer(found.total), "rwSize": .integer(found.written)]
        }
        var result: JSONObject = [
            "AutoRemove": .bool(summary.autoRemove),
            "Command": JSONValue((record?.entrypoint ?? []) + (record?.command ?? [])),
            "CreatedAt": .string(HumanTime.ago(summary.created, now: now)),
            "CIDFile": .string(record?.request.cidFile ?? ""),
            "Exited": .bool(listed.state == "exited"),
            "ExitedAt": .integer(exit?.finishedAt.seconds ?? Self.noTime),
            "ExitCode": .integer(Int64(exitCode)),
            "ExposedPorts": (record?.exposedPorts ?? []).isEmpty ? .null : JSONValue(record?.exposedPorts ?? []),
            "Id": .string(summary.id),
            "Image": .string(summary.image),
            "ImageID": .string(summary.imageID),
            "IsInfra": false,
        ]
        let labels = (record?.labels ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
        result["Labels"] = .object(JSONObject(labels))
        result["Mounts"] = JSONValue(record?.mounts.map { $0.destination } ?? [])
        result["Names"] = JSONValue([summary.name])
        result["Namespaces"] = .object([:])
        result["Networks"] = JSONValue(try networks())
        result["Pid"] = .integer(Int64(pid))
        result["Pod"] = ""
        result["PodName"] = ""
        result["Ports"] = .null
        result["Restarts"] = JSONValue(restarts)
        result["Size"] = size
        result["StartedAt"] = .integer(startedAt?.seconds ?? Self.noTime)
        result["State"] = .string(listed.state)
        result["Status"] = .string(status)
        result["Created"] = .integer(summary.created.seconds)
        return .object(result)
    }
}
