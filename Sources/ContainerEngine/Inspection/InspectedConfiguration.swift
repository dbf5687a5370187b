internal import OCISpecification
internal import ContainerState
internal import JSONText
internal import Linux

extension ContainerInspection {
    /// `Config`: the program and what it is given.
    var containerConfiguration: JSONValue {
        let request = record.request
        let annotations = configuration.annotations ?? [:]
        let volumes = record.mounts.filter { $0.isAnonymous }.map { $0.destination }
        var result: JSONObject = [
            "Hostname": .string(record.hostname),
            "Domainname": .string(request.domainName ?? ""),
            "User": .string(record.user),
            "AttachStdin": .bool(request.attach.contains("stdin")),
            "AttachStdout": .bool(request.attach.contains("stdout")),
            "AttachStderr": .bool(request.attach.contains("stderr")),
            "ExposedPorts": .object(JSONObject(ports.map { ($0, JSONValue.object([:])) })),
            "Tty": .bool(request.terminal),
            "OpenStdin": .bool(request.interactive),
            "StdinOnce": .bool(plan.endsStandardInputWithFirstClient),
            "Env": JSONValue(record.environment),
            "Cmd": record.command.isEmpty ? .null : JSONValue(record.command),
            "Image": .string(record.imageName),
            "Volumes": volumes.isEmpty ? .null : .object(JSONObject(volumes.map { ($0, JSONValue.object([:])) })),
            "WorkingDir": .string(record.workingDirectory),
            "Entrypoint": record.entrypoint.isEmpty ? .null : JSONValue(record.entrypoint),
            "OnBuild": .null,
            "Labels": Self.map(record.labels),
            "Annotations": Self.map(annotations),
        ]
        result["StopSignal"] = .string(record.stopSignal)
        result["CreateCommand"] = request.createCommand.map { JSONValue($0) } ?? .null
        result["Umask"] = .string(Self.octal(request.umask ?? 0o22))
        result["Timeout"] = JSONValue(request.timeout)
        result["StopTimeout"] = JSONValue(plan.stopTimeout)
        result["Passwd"] = .bool(request.writesAccounts)
        return .object(result)
    }

    static func map(_ entries: [String: String]) -> JSONValue {
        .object(JSONObject(entries.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }))
    }

    private static func octal(_ mode: UInt32) -> String { Timestamp.padded(Int64(String(mode, radix: 8)) ?? 0, 4) }

    /// `Mounts`: binds and volumes.
    var mounts: [JSONValue] {
        record.mounts.filter { $0.kind == .bind || $0.kind == .volume }.map { mount in
            let own = configuration.mounts?.first { $0.destination == mount.destination }
            let options = own?.options ?? mount.options
            let propagation = options.first { Self.propagations.contains($0) } ?? "rprivate"
            let shown = options.filter { !Self.propagations.contains($0) && $0 != "ro" && $0 != "rw" }
            var result: JSONObject = ["Type": .string(mount.kind.rawValue)]
            if mount.kind == .volume { result["Name"] = .string(mount.name) }
            result["Source"] = .string(mount.source)
            result["Destination"] = .string(mount.destination)
            result["Driver"] = mount.kind == .volume ? "local" : ""
            result["Mode"] = ""
            result["Options"] = JSONValue(shown)
            result["RW"] = .bool(!options.contains("ro"))
            result["Propagation"] = .string(propagation)
            return .object(result)
        }
    }

    private static let propagations: Set<String> = [
        "shared", "rshared", "slave", "rslave", "private", "rprivate", "unbindable", "runbindable",
    ]

    /// The mounts as `-v` would write them.
    var binds: [String] {
        record.mounts.filter { $0.kind == .bind || $0.kind == .volume }.map { mount in
            let own = configuration.mounts?.first { $0.destination == mount.destination }
            var options = own?.options ?? mount.options
            if !options.contains("ro") && !options.contains("rw") { options.insert("rw", at: 0) }
            let source = mount.kind == .volume ? mount.name : mount.source
            return "\(source):\(mount.destination):\(options.joined(separator: ","))"
        }
    }
}
