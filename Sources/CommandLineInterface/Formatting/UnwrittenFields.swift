internal import GoTemplate
internal import JSONText

/// Fields that the documents of docker and podman have in Go although JSON leaves them out while they are empty, and lists that JSON
/// writes as null: a template may ask for them all the same.
struct UnwrittenFields {
    /// Of the document itself.
    var top: [(String, TemplateValue)] = []
    /// Of its members.
    var inside: [String: [(String, TemplateValue)]] = [:]

    static func of(_ document: JSONObject) -> UnwrittenFields {
        if document["HostConfig"] != nil || document["State"] != nil { return container }
        if document["RootFS"] != nil { return image }
        return document["Mountpoint"] != nil ? volume : UnwrittenFields()
    }

    private static let none = TemplateValue.list([])
    private static let map = TemplateValue.map(TemplateMap([]))

    private static let container = UnwrittenFields(
        top: [
            ("SizeRw", .nil), ("SizeRootFs", .nil), ("ConmonPidFile", ""), ("LockNumber", .int(0)),
            ("KubeExitCodePropagation", ""), ("UseImageHosts", .bool(false)), ("UseImageHostname", .bool(false)),
        ],
        inside: [
            "State": [("Health", .nil), ("Healthcheck", .nil), ("StoppedByUser", .bool(false))],
            "Config": [
                ("Entrypoint", none), ("Cmd", none), ("OnBuild", none), ("Volumes", map), ("CreateCommand", none),
                ("Timezone", ""), ("Healthcheck", .nil), ("Secrets", none), ("SystemdMode", .bool(false)),
                ("ChrootDirs", none), ("Shell", none), ("MacAddress", ""), ("NetworkDisabled", .bool(false)),
            ],
            "HostConfig": [
                ("VolumesFrom", none), ("Links", none), ("BlkioWeightDevice", none), ("BlkioDeviceReadBps", none),
                ("BlkioDeviceWriteBps", none), ("BlkioDeviceReadIOps", none), ("BlkioDeviceWriteIOps", none),
                ("CgroupConf", map), ("DeviceCgroupRules", none), ("IDMappings", .nil), ("IntelRdtClosID", ""),
                ("DeviceRequests", none), ("StorageOpt", map),
            ],
        ])

    private static let image = UnwrittenFields(
        top: [("HealthCheck", .nil), ("Variant", ""), ("OsVersion", ""), ("Descriptor", .nil), ("Container", "")],
        inside: [
            "Config": [
                ("User", ""), ("ExposedPorts", map), ("Env", none), ("Entrypoint", none), ("Cmd", none), ("Volumes", map),
                ("WorkingDir", ""), ("Labels", map), ("StopSignal", ""), ("ArgsEscaped", .bool(false)), ("OnBuild", none),
                ("Healthcheck", .nil), ("Shell", none), ("Hostname", ""), ("Domainname", ""), ("Image", ""),
                ("Tty", .bool(false)), ("OpenStdin", .bool(false)), ("StdinOnce", .bool(false)),
                ("AttachStdin", .bool(false)), ("AttachStdout", .bool(false)), ("AttachStderr", .bool(false)),
            ]
        ])

    private static let volume = UnwrittenFields(
        top: [
            ("Anonymous", .bool(false)), ("UID", .int(0)), ("GID", .int(0)), ("LockNumber", .int(0)),
            ("NeedsChown", .bool(false)), ("Status", map), ("StorageID", ""), ("Timeout", .int(0)), ("UsageData", .nil),
        ])

    /// The value of a member, with the fields that it lacks.
    func complete(_ value: TemplateValue, _ key: String, _ json: JSONValue) -> TemplateValue {
        guard let missing = inside[key], case .object(let object) = json, case .map(let map) = value else { return value }
        let defaults = Dictionary(missing) { first, _ in first }
        var fields: [TemplateRecord.Field] = []
        for member in object.members {
            let isNull = member.value == .null
            fields.append(.value(member.key, isNull ? defaults[member.key] ?? .nil : map[member.key] ?? .nil))
        }
        for (name, value) in missing where object[name] == nil { fields.append(.value(name, value)) }
        return .record(TemplateRecord("interface {}.\(key)", fields, json: { json }))
    }
}
