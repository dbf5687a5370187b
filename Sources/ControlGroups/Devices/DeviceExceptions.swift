/// Rules of which the last that matches counts, as version 1 keeps them: a default, and exceptions from it.
struct DeviceExceptions {
    private(set) var allowsByDefault = false
    /// All are the contrary of the default.
    private(set) var list: [DeviceRule] = []

    init(_ rules: [DeviceRule]) throws(ControlGroupError) {
        for rule in rules {
            if rule.isTotal {
                allowsByDefault = rule.allows
                list = []
            } else if rule.kind == .any {
                // Only some access, to all devices: of both kinds.
                for kind in [DeviceRule.Kind.block, .character] {
                    var one = rule
                    one.kind = kind
                    try add(one)
                }
            } else {
                try add(rule)
            }
        }
    }

    private mutating func add(_ rule: DeviceRule) throws(ControlGroupError) {
        if rule.allows != allowsByDefault {
            if let index = list.firstIndex(where: { Self.sameDevices($0, rule) }) {
                list[index].access.formUnion(rule.access)
            } else {
                list.append(rule)
            }
            return
        }
        // Back to the default: exceptions for these devices, and for some of them, go.
        var kept: [DeviceRule] = []
        for var exception in list {
            if !Self.overlap(exception, rule) || exception.access.isDisjoint(with: rule.access) {
                kept.append(exception)
                continue
            }
            guard Self.covers(rule, exception) else {
                throw ControlGroupError(
                    .unsupported, doing: "restrict the devices", file: "linux.resources.devices",
                    cause: "control groups of version 1 cannot \(rule.allows ? "allow" : "refuse") `\(rule.text)` "
                        + "after \(rule.allows ? "refusing" : "allowing") `\(exception.text)`; name the devices singly")
            }
            exception.access.subtract(rule.access)
            if !exception.access.isEmpty { kept.append(exception) }
        }
        list = kept
    }

    private static func sameDevices(_ a: DeviceRule, _ b: DeviceRule) -> Bool {
        a.kind == b.kind && a.major == b.major && a.minor == b.minor
    }

    private static func overlap(_ a: DeviceRule, _ b: DeviceRule) -> Bool {
        a.kind == b.kind && (a.major == nil || b.major == nil || a.major == b.major)
            && (a.minor == nil || b.minor == nil || a.minor == b.minor)
    }

    private static func covers(_ a: DeviceRule, _ b: DeviceRule) -> Bool {
        a.kind == b.kind && (a.major == nil || a.major == b.major) && (a.minor == nil || a.minor == b.minor)
    }
}
