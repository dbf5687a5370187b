internal import ContainerEngine
internal import GoTemplate
internal import JSONText

/// What `info` tells, in podman's fields.
enum InfoDocument {
    static func make(_ information: SystemInformation) -> JSONValue {
        [
            "host": host(information), "store": store(information.store),
            "plugins": [
                "volume": ["local"], "network": ["bridge"], "log": ["json-file", "k8s-file", "none", "passthrough"],
                "authorization": .null,
            ],
            "version": .object(version),
        ]
    }

    /// As podman has it: the members that only docker's `version` has are left to that.
    private static var version: JSONObject {
        JSONObject(
            VersionCommand.document.members.filter { $0.key != "ApiVersion" && $0.key != "Arch" }.map {
                ($0.key, $0.value)
            })
    }

    private static func host(_ information: SystemInformation) -> JSONValue {
        var host = JSONObject()
        host["arch"] = .string(HostPlatform.architecture)
        host["cgroupManager"] = "cgroupfs"
        host["cgroupVersion"] = .string(information.controlGroupVersion)
        host["cgroupControllers"] = JSONValue(information.controllers)
        host["cpus"] = .integer(Int64(information.processors))
        host["distribution"] = [
            "distribution": .string(information.distribution.id), "version": .string(information.distribution.version),
            "codename": .string(information.distribution.codename),
        ]
        host["hostname"] = .string(information.hostname)
        host["idMappings"] = [
            "gidmap": mappings(information.groupMappings), "uidmap": mappings(information.userMappings),
        ]
        host["kernel"] = .string(information.kernel)
        host["logDriver"] = "k8s-file"
        host["memFree"] = .integer(information.memory.free)
        host["memTotal"] = .integer(information.memory.total)
        host["networkBackend"] = "netlink"
        host["networkBackendInfo"] = ["backend": "netlink"]
        host["rootlessNetworkCmd"] = "pasta"
        host["eventLogger"] = "none"
        host["databaseBackend"] = "none"
        host["linkmode"] = "static"
        host["variant"] = ""
        host["ociRuntime"] = [
            "name": "apus-runtime", "path": .string(information.runtime), "version": .string(ApusVersion.text),
        ]
        host["os"] = "linux"
        if let pasta = information.pasta { host["pasta"] = ["executable": .string(pasta)] }
        host["security"] = [
            "apparmorEnabled": .bool(information.hasAppArmor),
            "capabilities": .string(information.defaultCapabilities.joined(separator: ",")),
            "rootless": .bool(information.isRootless), "seccompEnabled": .bool(information.hasSeccomp),
            "seccompProfilePath": "", "selinuxEnabled": .bool(information.hasSELinux),
        ]
        host["serviceIsRemote"] = false
        host["swapFree"] = .integer(information.swap.free)
        host["swapTotal"] = .integer(information.swap.total)
        host["uptime"] = .string(uptime(information.uptime))
        return .object(host)
    }

    private static func mappings(_ list: [SystemInformation.Mapping]) -> JSONValue {
        if list.isEmpty { return .null }
        return .array(
            list.map {
                ["container_id": .integer($0.inside), "host_id": .integer($0.outside), "size": .integer($0.count)]
            })
    }

    /// `1h 47m 31s`
    private static func uptime(_ seconds: Int64) -> String {
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return (hours > 0 ? "\(hours)h " : "") + (hours > 0 || minutes > 0 ? "\(minutes)m " : "") + "\(seconds % 60)s"
    }

    private static func store(_ store: SystemInformation.Store) -> JSONValue {
        [
            "containerStore": [
                "number": .integer(Int64(store.containers.number)), "paused": .integer(Int64(store.containers.paused)),
                "running": .integer(Int64(store.containers.running)),
                "stopped": .integer(Int64(store.containers.stopped)),
            ],
            "graphDriverName": .string(store.driver),
            "graphOptions": .object(JSONObject(store.driverOptions.map { ($0.name, .string($0.value)) })),
            "graphRoot": .string(store.root),
            "graphRootAllocated": JSONValue(store.allocated), "graphRootUsed": JSONValue(store.used),
            "graphStatus": [
                "Backing Filesystem": .string(store.fileSystem), "Supports d_type": "true", "Using metacopy": "false",
            ],
            "imageStore": ["number": .integer(Int64(store.imageCount))],
            "transientStore": false,
            "runRoot": .string(store.runRoot), "volumePath": .string(store.volumes),
            "volumeStore": ["number": .integer(Int64(store.volumeCount))],
        ]
    }

    /// What templates see: podman's fields under the names of Go, and docker's at the top.
    static func template(_ document: JSONValue) -> TemplateValue {
        guard let host = document["host"], let store = document["store"], let version = document["version"] else {
            return .nil
        }
        let security = host["security"]
        let containers = store["containerStore"]
        func plain(_ value: JSONValue?) -> TemplateValue { value.map { TemplateValue($0) } ?? .nil }
        var options: [TemplateValue] = []
        if security?["apparmorEnabled"] == .bool(true) { options.append("name=apparmor") }
        if security?["seccompEnabled"] == .bool(true) { options.append("name=seccomp,profile=builtin") }
        if security?["rootless"] == .bool(true) { options.append("name=rootless") }
        let distribution = host["distribution"]
        return .record(
            TemplateRecord(
                "define.Info",
                [
                    .value("Host", named(host, "define.HostInfo")), .value("Store", named(store, "define.StoreInfo")),
                    .value("Version", named(version, "define.Version")),
                    .value("Plugins", named(document["plugins"] ?? .null, "define.Plugins")),
                    .value("Registries", .map(TemplateMap([]))),
                    .value("ServerVersion", plain(version["Version"])), .value("Name", plain(host["hostname"])),
                    .value("ID", plain(host["hostname"])),
                    .value("Driver", plain(store["graphDriverName"])),
                    .value("DockerRootDir", plain(store["graphRoot"])),
                    .value("CgroupDriver", plain(host["cgroupManager"])),
                    .value("CgroupVersion", host["cgroupVersion"] == "v2" ? "2" : "1"),
                    .value("KernelVersion", plain(host["kernel"])), .value("OSType", "linux"),
                    .value("OperatingSystem", plain(distribution?["distribution"])),
                    .value("OSVersion", plain(distribution?["version"])),
                    .value("Architecture", plain(host["arch"])), .value("NCPU", plain(host["cpus"])),
                    .value("MemTotal", plain(host["memTotal"])), .value("SecurityOptions", .list(options)),
                    .value("LoggingDriver", plain(host["logDriver"])), .value("DefaultRuntime", "apus-runtime"),
                    .value("Containers", plain(containers?["number"])),
                    .value("ContainersRunning", plain(containers?["running"])),
                    .value("ContainersPaused", plain(containers?["paused"])),
                    .value("ContainersStopped", plain(containers?["stopped"])),
                    .value("Images", plain(store["imageStore"]?["number"])),
                ], json: { document }))
    }

    /// An object whose members are also found by Go's spelling: `graphRoot` is `.GraphRoot`, `arch` is `.Arch`.
    private static func named(_ value: JSONValue, _ typeName: String) -> TemplateValue {
        guard case .object(let object) = value else { return TemplateValue(value) }
        var fields: [TemplateRecord.Field] = []
        for member in object.members {
            let content: TemplateValue
            // What has free keys is a map.
            if ["graphOptions", "graphStatus"].contains(member.key) {
                content = TemplateValue(member.value)
            } else {
                content = named(member.value, "\(typeName).\(member.key)")
            }
            let name = goName(member.key)
            fields.append(.value(name, content))
            if name != member.key { fields.append(.value(member.key, content)) }
        }
        return .record(TemplateRecord(typeName, fields, json: { value }))
    }

    private static func goName(_ key: String) -> String {
        switch key {
        case "cgroupManager": "CgroupManager"
        case "cpus": "CPUs"
        case "ociRuntime": "OCIRuntime"
        case "os": "OS"
        case "idMappings": "IDMappings"
        case "uidmap": "UIDMap"
        case "gidmap": "GIDMap"
        case "apparmorEnabled": "AppArmorEnabled"
        case "seccompEnabled": "SECCOMPEnabled"
        case "selinuxEnabled": "SELinuxEnabled"
        default: key.prefix(1).uppercased() + key.dropFirst()
        }
    }
}
