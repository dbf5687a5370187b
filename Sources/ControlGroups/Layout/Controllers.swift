/// A set of controllers, of either version.
public struct Controllers: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let cpu = Controllers(rawValue: 1 << 0)
    public static let cpuAccounting = Controllers(rawValue: 1 << 1)
    public static let cpuset = Controllers(rawValue: 1 << 2)
    public static let memory = Controllers(rawValue: 1 << 3)
    public static let devices = Controllers(rawValue: 1 << 4)
    public static let freezer = Controllers(rawValue: 1 << 5)
    public static let blockIO = Controllers(rawValue: 1 << 6)
    public static let pids = Controllers(rawValue: 1 << 7)
    public static let hugetlb = Controllers(rawValue: 1 << 8)
    public static let networkClass = Controllers(rawValue: 1 << 9)
    public static let networkPriority = Controllers(rawValue: 1 << 10)
    public static let perfEvent = Controllers(rawValue: 1 << 11)
    public static let rdma = Controllers(rawValue: 1 << 12)
    public static let misc = Controllers(rawValue: 1 << 13)

    /// Names of version 1, by bit. Version 2 calls `blkio` `io`.
    private static let names: [String] = [
        "cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids", "hugetlb", "net_cls", "net_prio",
        "perf_event", "rdma", "misc",
    ]

    /// The controller of a name, of version 1 or 2; nil for one that is not known.
    public init?(name: some StringProtocol) {
        if name == "io" {
            self = .blockIO
            return
        }
        guard let bit = Self.names.firstIndex(where: { $0 == name }) else { return nil }
        self.init(rawValue: 1 << UInt32(bit))
    }

    /// Those of a list parted by commas or white space; names that are not known are left out.
    public init(list: some StringProtocol) {
        self = []
        for name in list.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\n" }) {
            if let controller = Controllers(name: name) { insert(controller) }
        }
    }

    /// The names in version 2.
    public var unifiedNames: [String] {
        var names: [String] = []
        for (bit, name) in Self.names.enumerated() where contains(Controllers(rawValue: 1 << UInt32(bit))) {
            names.append(name == "blkio" ? "io" : name)
        }
        return names
    }

    /// The first name, as version 1 has it.
    public var legacyName: String {
        for (bit, name) in Self.names.enumerated() where contains(Controllers(rawValue: 1 << UInt32(bit))) {
            return name
        }
        return ""
    }
}
