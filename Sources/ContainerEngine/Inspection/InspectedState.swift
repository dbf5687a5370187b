internal import OCISpecification
internal import ContainerState
internal import JSONText
internal import Linux

/// The time that Go prints where there is none.
private let noTime = "0001-01-01T00:00:00Z"

extension ContainerInspection {
    var restartCount: Int {
        switch liveness {
        case .running(let run, _): run.restartCount
        case .exited(let exit): exit?.restartCount ?? 0
        case .created, .starting: 0
        }
    }

    /// `State`: what is true now, or how it ended.
    var state: JSONValue {
        var exit: ExitRecord?
        var run: RunState?
        let word: String
        switch liveness {
        case .created: word = "created"
        case .starting:
            word = "restarting"
            exit = try? Liveness.exitRecord(container)  // of the time before, if there was one
        case .running(let state, _):
            word = isPaused ? "paused" : "running"
            run = state
        case .exited(let record):
            word = "exited"
            exit = record
        }
        let isEnded = word == "exited"
        var error = exit?.error ?? ""
        if isEnded, exit?.code == nil, error.isEmpty { error = "nobody could tell how it ended" }
        return [
            "OciVersion": .string(configuration.ociVersion),
            "Status": .string(word),
            "Running": .bool(run != nil),
            "Paused": .bool(isPaused),
            "Restarting": .bool(word == "restarting"),
            "OOMKilled": .bool(exit?.outOfMemory ?? false),
            "Dead": false,
            "Pid": .integer(Int64(run?.pid ?? 0)),
            "ConmonPid": .integer(Int64(run == nil ? 0 : monitor)),
            "ExitCode": .integer(Int64(isEnded ? exit?.code ?? -1 : exit?.code ?? 0)),
            "Error": .string(error),
            "StartedAt": .string((run?.startedAt ?? exit?.startedAt)?.rfc3339Nano ?? noTime),
            "FinishedAt": .string(exit?.finishedAt.rfc3339Nano ?? noTime),
            "CgroupPath": .string(run == nil ? "" : plan.cgroupPath),
            "CheckpointedAt": .string(noTime),
            "RestoredAt": .string(noTime),
        ]
    }

    /// The process that supervises it; 0 when nobody does.
    private var monitor: Int32 {
        guard case .running(_, supervised: true) = liveness, let lock = try? open(container.lock, .readWrite) else {
            return 0
        }
        return (try? RecordLock.holder(lock)) ?? 0
    }

    /// `NetworkSettings`.
    var networkSettings: JSONValue {
        var network: NetworkState?
        var sandbox = ""
        if case .running(let run, _) = liveness {
            network = run.network
            sandbox = "/proc/\(run.pid)/ns/net"
        }
        var result = Self.endpoint(network)
        result["Bridge"] = ""
        result["SandboxID"] = ""
        result["HairpinMode"] = false
        result["LinkLocalIPv6Address"] = ""
        result["LinkLocalIPv6PrefixLen"] = 0
        result["Ports"] = .object(JSONObject(ports.map { ($0, JSONValue.null) }))
        result["SandboxKey"] = .string(sandbox)
        var networks: JSONObject = [:]
        if let bridge = plan.network.bridge {
            var one = Self.endpoint(network)
            one["NetworkID"] = .string(bridge.name)
            one["DriverOpts"] = nil as JSONValue?
            one["IPAMConfig"] = .null
            one["Links"] = .null
            one["Aliases"] = JSONValue([String(record.id.prefix(12))])
            networks[bridge.name] = .object(one)
        }
        result["Networks"] = .object(networks)
        return .object(result)
    }

    private static func endpoint(_ network: NetworkState?) -> JSONObject {
        [
            "EndpointID": "",
            "Gateway": .string(network?.gateway ?? ""),
            "IPAddress": .string(network?.address ?? ""),
            "IPPrefixLen": JSONValue(network?.prefixLength ?? 0),
            "IPv6Gateway": "",
            "GlobalIPv6Address": "",
            "GlobalIPv6PrefixLen": 0,
            "MacAddress": .string(network?.macAddress ?? ""),
        ]
    }

    /// The exposed ports, each with its protocol.
    var ports: [String] { record.exposedPorts.map { $0.contains("/") ? $0 : $0 + "/tcp" } }
}
