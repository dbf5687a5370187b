/// A class of cache and memory bandwidth: resctrl.
package struct LinuxIntelRdt: Codable, Hashable, Sendable {
    package var closID: String?
    package var schemata: [String]?
    package var l3CacheSchema: String?
    package var memBwSchema: String?
    package var enableCMT: Bool?
    package var enableMBM: Bool?
    package var enableMonitoring: Bool?

    package init(
        closID: String? = nil, schemata: [String]? = nil, l3CacheSchema: String? = nil, memBwSchema: String? = nil,
        enableCMT: Bool? = nil, enableMBM: Bool? = nil, enableMonitoring: Bool? = nil
    ) {
        self.closID = closID
        self.schemata = schemata
        self.l3CacheSchema = l3CacheSchema
        self.memBwSchema = memBwSchema
        self.enableCMT = enableCMT
        self.enableMBM = enableMBM
        self.enableMonitoring = enableMonitoring
    }
}
