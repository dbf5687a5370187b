/// A set of controllers, of either version.
package struct Controllers: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let cpu = Controllers(rawValue: 1 << 0)
    package static let cpuAccounting = Controllers(rawValue: 1 << 1)
    package static let cpuset = Controllers(rawValue: 1 << 2)
    package static let memory = Controllers(rawValue: 1 << 3)
    package static let devices = Controllers(rawValue: 1 << 4)
    package static let freezer = Controllers(rawValue: 1 << 5)
    package static let blockIO = Controllers(rawValue: 1 << 6)
    package static let pids = Controllers(rawValue: 1 << 7)
    package static let hugetlb = Controllers(rawValue: 1 << 8)
    package static let networkClass = Controllers(rawValue: 1 << 9)
    package static let networkPriority = Controllers(rawValue: 1 << 10)
    package static let perfEvent = Controllers(rawValue: 1 << 11)
    package static let rdma = Controllers(rawValue: 1 << 12)
    package static let misc = Controllers(rawValue: 1 << 13)

    /// Names of version 1, by bit. Version 2 calls `blkio` `io`.
    private static let names: [String] = [
        "cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids", "hugetlb", "net_cls", "net_prio",
        "perf_event", "rdma", "misc",
    ]

    /// The controller of a name, of version 1 or 2; nil for one that is not known.
    package init?(name: some StringProtocol) {
        if name == "io" {
            self = .blockIO
            return
        }
        guard let bit = Self.names.firstIndex(where: { $0 == name }) else { return nil }
        self.init(rawValue: 1 << UInt32(bit))
    }

    /// Those of a list parted by commas or white space; names that are not known are left out.
    package init(list: some StringProtocol) {
        self = []
        for name in list.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\n" }) {
            if let controller = Controllers(name: name) { insert(controller) }
        }
    }

    /// The names in version 2.
    package var unifiedNames: [String] {
        var names: [String] = []
        for (bit, name) in Self.names.enumerated() where contains(Controllers(rawValue: 1 << UInt32(bit))) {
            names.append(name == "blkio" ? "io" : name)
        }
        return names
    }

    /// The first name, as version 1 has it.
    package var legacyName: String {
        for (bit, name) in Self.names.enumerated() where contains(Controllers(rawValue: 1 << UInt32(bit))) {
            return name
        }
        return ""
    }
}
