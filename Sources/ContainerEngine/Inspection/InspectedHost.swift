internal import ContainerState
internal import JSONText
internal import OCISpecification

extension ContainerInspection {
    /// `HostConfig`: what the container gets of the host.
    var hostConfiguration: JSONValue {
        let request = record.request
        var result: JSONObject = [
            "Binds": JSONValue(binds),
            "CgroupManager": "cgroupfs",
            "CgroupMode": .string(request.cgroupMode.isEmpty ? "private" : request.cgroupMode),
            "ContainerIDFile": .string(request.cidFile ?? ""),
            "LogConfig": log,
            "NetworkMode": .string(networkMode),
            "PortBindings": .object([:]),
            "RestartPolicy": [
                "Name": .string(plan.restart.policy.rawValue),
                "MaximumRetryCount": JSONValue(plan.restart.maximumRetries),
            ],
            "AutoRemove": .bool(request.removesOnExit),
            "Annotations": Self.map(request.annotations),
            "VolumeDriver": "",
            "VolumesFrom": request.volumesFrom.isEmpty ? .null : JSONValue(request.volumesFrom),
            "CapAdd": JSONValue(capabilityChanges.added),
            "CapDrop": JSONValue(capabilityChanges.dropped),
            "Dns": JSONValue(request.dnsServers),
            "DnsOptions": JSONValue(request.dnsOptions),
            "DnsSearch": JSONValue(request.dnsSearch),
            "ExtraHosts": JSONValue(request.addedHosts),
            "GroupAdd": JSONValue(request.groups),
        ]
        result["IpcMode"] = .string(request.ipcMode.isEmpty ? "shareable" : request.ipcMode)
        result["Cgroup"] = ""
        result["Cgroups"] = .string(request.cgroups == "enabled" ? "default" : request.cgroups)
        result["Links"] = .null
        result["OomScoreAdj"] = JSONValue(request.outOfMemoryScoreAdjustment ?? 0)
        result["PidMode"] = .string(request.pidMode.isEmpty ? "private" : request.pidMode)
        result["Privileged"] = .bool(request.privileged)
        result["PublishAllPorts"] = false
        result["ReadonlyRootfs"] = .bool(request.readOnly)
        result["SecurityOpt"] = JSONValue(request.securityOptions)
        result["Tmpfs"] = .object(JSONObject(tmpfs))
        result["UTSMode"] = .string(request.utsMode.isEmpty ? "private" : request.utsMode)
        result["UsernsMode"] = .string(request.userMode)
        if let linux = configuration.linux, let users = linux.uidMappings, let groups = linux.gidMappings {
            result["IDMappings"] = ["UidMap": Self.mappings(users), "GidMap": Self.mappings(groups)]
        }
        result["ShmSize"] = .integer(request.sharedMemorySize ?? 64 << 20)
        result["Runtime"] = .string(plan.runtime ?? "apus-runtime")
        result["ConsoleSize"] = [0, 0]
        result["Isolation"] = ""
        addResources(&result)
        result["Init"] = .bool(request.initProcess)
        result["Sysctls"] = Self.map(request.sysctls)
        return .object(result)
    }

    private static func mappings(_ list: [LinuxIDMapping]) -> JSONValue {
        JSONValue(list.map { "\($0.containerID):\($0.hostID):\($0.size)" })
    }

    private var log: JSONValue {
        [
            "Type": .string(plan.log.driver.rawValue),
            "Config": record.request.logOptions.isEmpty ? .null : Self.map(record.request.logOptions),
            "Path": .string(plan.log.path),
            "Tag": "",
            "Size": .string("\(plan.log.maxSize)B"),
        ]
    }

    /// As the user would ask for it again.
    private var networkMode: String {
        switch plan.network.mode {
        case .container: "container:\(plan.network.container ?? "")"
        case .path: record.request.network
        default: plan.network.mode.rawValue
        }
    }

    /// What the container has more and less than the default set.
    private var capabilityChanges: (added: [String], dropped: [String]) {
        let bounding = configuration.process?.capabilities?.bounding ?? []
        let standard = CapabilitySet.standard
        return (bounding.filter { !standard.contains($0) }, standard.filter { !bounding.contains($0) })
    }

    private var tmpfs: [(String, JSONValue)] {
        record.mounts.filter { $0.kind == .tmpfs }.map { mount in
            let own = configuration.mounts?.first { $0.destination == mount.destination }
            return (mount.destination, .string((own?.options ?? mount.options).joined(separator: ",")))
        }
    }

    private func addResources(_ result: inout JSONObject) {
        let asked = record.request.resources
        let given = configuration.linux?.resources
        result["CpuShares"] = JSONValue(given?.cpu?.shares ?? 0)
        result["Memory"] = .integer(given?.memory?.limit ?? 0)
        result["NanoCpus"] = .integer(asked.nanoCPUs ?? 0)
        result["CgroupParent"] = .string(record.request.cgroupParent ?? "")
        result["BlkioWeight"] = .integer(Int64(given?.blockIO?.weight ?? 0))
        result["BlkioWeightDevice"] = Self.devices(asked.blockWeightDevices, "Weight")
        result["BlkioDeviceReadBps"] = Self.devices(asked.readBytesPerSecond, "Rate")
        result["BlkioDeviceWriteBps"] = Self.devices(asked.writeBytesPerSecond, "Rate")
        result["BlkioDeviceReadIOps"] = Self.devices(asked.readOperationsPerSecond, "Rate")
        result["BlkioDeviceWriteIOps"] = Self.devices(asked.writeOperationsPerSecond, "Rate")
        result["CpuPeriod"] = JSONValue(given?.cpu?.period ?? 0)
        result["CpuQuota"] = .integer(given?.cpu?.quota ?? 0)
        result["CpuRealtimePeriod"] = JSONValue(given?.cpu?.realtimePeriod ?? 0)
        result["CpuRealtimeRuntime"] = .integer(given?.cpu?.realtimeRuntime ?? 0)
        result["CpusetCpus"] = .string(given?.cpu?.cpus ?? "")
        result["CpusetMems"] = .string(given?.cpu?.mems ?? "")
        result["Devices"] = .array(
            record.request.devices.map {
                [
                    "PathOnHost": .string($0.host), "PathInContainer": .string($0.container),
                    "CgroupPermissions": .string($0.permissions),
                ]
            })
        result["DeviceCgroupRules"] = record.request.deviceRules.isEmpty ? .null : JSONValue(record.request.deviceRules)
        result["DiskQuota"] = 0
        result["KernelMemory"] = .integer(asked.kernelMemory ?? 0)
        result["MemoryReservation"] = .integer(given?.memory?.reservation ?? 0)
        result["MemorySwap"] = .integer(given?.memory?.swap ?? 0)
        result["MemorySwappiness"] = given?.memory?.swappiness.map { JSONValue($0) } ?? 0
        result["OomKillDisable"] = .bool(asked.outOfMemoryKillDisabled)
        result["PidsLimit"] = .integer(given?.pids?.limit ?? 0)
        result["Ulimits"] = .array(
            (configuration.process?.rlimits ?? []).map {
                ["Name": .string($0.type), "Soft": Self.limit($0.soft), "Hard": Self.limit($0.hard)]
            })
        result["CpuCount"] = 0
        result["CpuPercent"] = 0
        result["IOMaximumIOps"] = 0
        result["IOMaximumBandwidth"] = 0
        result["CgroupConf"] = asked.unified.isEmpty ? .null : Self.map(asked.unified)
    }

    /// No limit is -1, as docker and podman write it.
    private static func limit(_ value: UInt64) -> JSONValue { value == .max ? -1 : JSONValue(value) }

    private static func devices(_ list: [DeviceNumberRequest], _ key: String) -> JSONValue {
        if list.isEmpty { return .null }
        return .array(
            list.map { .object(["Path": .string($0.path), key == "Weight" ? "Weight" : "Rate": JSONValue($0.value)]) })
    }
}
