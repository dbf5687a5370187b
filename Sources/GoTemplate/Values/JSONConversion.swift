public import JSONText

extension TemplateValue {
    /// The members of inspected objects that are maps in Go; all other objects are structs there.
    public static let mapMembers: Set<String> = [
        "Annotations", "BlkioDeviceReadBps", "DriverOpts", "ExposedPorts", "IPAMOptions", "Labels", "LogOpts",
        "Mapping", "NetworkLabels", "NetworkOptions", "Networks", "Options", "PortBindings", "Ports", "Config.Volumes",
        "Sysctls", "Tmpfs", "Volumes", "annotations", "labels", "options", "ipam_options", "sysctl",
        "network_dns_servers",
    ]

    /// A value as Go reads JSON into `interface{}`; with a type's name, objects stand for structs of that type
    /// (see ``TemplateMap/typeName``), except those under the keys of `maps`, where any key may be asked for.
    public init(_ json: JSONValue, typeName: String? = nil, maps: Set<String> = TemplateValue.mapMembers) {
        switch json {
        case .null: self = .nil
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .int(number)
        case .unsigned(let number): self = .uint(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .array(let elements):
            self = .list(elements.map { TemplateValue($0, typeName: typeName, maps: maps) })
        case .object(let object):
            var pairs: [(String, TemplateValue)] = []
            pairs.reserveCapacity(object.count)
            for member in object.members {
                pairs.append((member.key, Self.member(member.key, member.value, of: typeName, maps: maps)))
            }
            self = .map(TemplateMap(pairs, typeName: typeName))
        }
    }

    private static func member(
        _ key: String, _ value: JSONValue, of typeName: String?, maps: Set<String>
    ) -> TemplateValue {
        guard let typeName else { return TemplateValue(value, maps: maps) }
        guard maps.contains(key) else { return TemplateValue(value, typeName: "\(typeName).\(key)", maps: maps) }
        switch value {
        // A nil map of Go is an empty one.
        case .null: return .map(TemplateMap([]))
        case .object(let object):
            return .map(
                TemplateMap(
                    object.members.map {
                        ($0.key, TemplateValue($0.value, typeName: "\(typeName).\(key)", maps: maps))
                    }))
        default: return TemplateValue(value, typeName: typeName, maps: maps)
        }
    }

    /// What the function `json` writes.
    public var json: JSONValue {
        switch self {
        case .nil: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .integer(number)
        case .uint(let number): JSONValue(number)
        case .double(let number): .double(number)
        case .string(let text): .string(text)
        case .list(let elements): .array(elements.map { $0.json })
        case .map(let map): .object(JSONObject(map.writtenKeys.map { ($0, map[$0]?.json ?? .null) }))
        case .record(let record):
            record.json?() ?? .object(JSONObject(record.values.map { ($0.name, $0.value.json) }))
        }
    }
}
