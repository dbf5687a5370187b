public import OCISpecification

/// What a container may do with some devices.
public struct DeviceRule: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable {
        // Numbers of BPF_DEVCG_DEV_…
        case any = 0
        case block = 1
        case character = 2
    }

    public struct Access: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        // Numbers of BPF_DEVCG_ACC_…
        public static let makeNode = Access(rawValue: 1)
        public static let read = Access(rawValue: 2)
        public static let write = Access(rawValue: 4)
        public static let all: Access = [.makeNode, .read, .write]

        /// As the kernel's files write it.
        var letters: String {
            (contains(.read) ? "r" : "") + (contains(.write) ? "w" : "") + (contains(.makeNode) ? "m" : "")
        }
    }

    public var allows: Bool
    public var kind: Kind
    /// Nil is any.
    public var major: UInt32?
    public var minor: UInt32?
    public var access: Access

    public init(_ allows: Bool, _ kind: Kind, _ major: UInt32?, _ minor: UInt32?, _ access: Access = .all) {
        self.allows = allows
        self.kind = kind
        self.major = major
        self.minor = minor
        self.access = access
    }

    /// Reads a rule of the configuration.
    public init(_ rule: LinuxDeviceCgroup) throws(ControlGroupError) {
        allows = rule.allow
        switch rule.type ?? "a" {
        case "a", "": kind = .any
        case "c", "u": kind = .character
        case "b": kind = .block
        case let other: throw Self.invalid("`\(other)` is no type of a device rule; use a, b or c")
        }
        major = try Self.number(rule.major)
        minor = try Self.number(rule.minor)
        access = []
        for letter in rule.access ?? "rwm" {
            switch letter {
            case "r": access.insert(.read)
            case "w": access.insert(.write)
            case "m": access.insert(.makeNode)
            default: throw Self.invalid("`\(letter)` is no access of a device rule; use r, w and m")
            }
        }
        if access.isEmpty { access = .all }
        // In the kernel's files, which the configuration imitates, "a" is all devices whatever stands behind it.
        if kind == .any {
            major = nil
            minor = nil
        }
    }

    private static func number(_ value: Int64?) throws(ControlGroupError) -> UInt32? {
        guard let value, value != -1 else { return nil }
        guard let number = UInt32(exactly: value) else {
            throw invalid("\(value) is no number of a device; use -1 for any")
        }
        return number
    }

    private static func invalid(_ cause: String) -> ControlGroupError {
        ControlGroupError(.invalidValue, doing: "read the device rules", file: "linux.resources.devices", cause: cause)
    }

    /// Whether the rule is about all devices and all access: nothing before it matters.
    var isTotal: Bool { kind == .any && major == nil && minor == nil && access == .all }

    /// As the files of version 1 write it: `c 1:3 rwm`.
    public var text: String {
        let letter = kind == .any ? "a" : (kind == .block ? "b" : "c")
        return "\(letter) \(major.map { "\($0)" } ?? "*"):\(minor.map { "\($0)" } ?? "*") \(access.letters)"
    }

    /// What every container may use, after the rules of its configuration: nodes may be made, which harms nobody
    /// whose access is refused, and the devices that the specification wants in every `/dev`.
    public static let defaults: [DeviceRule] = [
        DeviceRule(true, .character, nil, nil, .makeNode),
        DeviceRule(true, .block, nil, nil, .makeNode),
        DeviceRule(true, .character, 1, 3),  // null
        DeviceRule(true, .character, 1, 5),  // zero
        DeviceRule(true, .character, 1, 7),  // full
        DeviceRule(true, .character, 1, 8),  // random
        DeviceRule(true, .character, 1, 9),  // urandom
        DeviceRule(true, .character, 5, 0),  // tty
        DeviceRule(true, .character, 5, 2),  // ptmx
        DeviceRule(true, .character, 136, nil),  // terminals
        DeviceRule(true, .character, 10, 200),  // net/tun
    ]
}
