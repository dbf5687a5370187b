public import JSONText

/// A class of cache and memory bandwidth: resctrl.
public struct LinuxIntelRdt: JSONDirect, Hashable, Sendable {
    public var closID: String?
    public var schemata: [String]?
    public var l3CacheSchema: String?
    public var memBwSchema: String?
    public var enableCMT: Bool?
    public var enableMBM: Bool?
    public var enableMonitoring: Bool?

    public init(
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

extension LinuxIntelRdt {
    public init(reading json: inout JSONReader) throws(JSONError) {
        closID = try json.optional("closID")
        schemata = try json.optional("schemata")
        l3CacheSchema = try json.optional("l3CacheSchema")
        memBwSchema = try json.optional("memBwSchema")
        enableCMT = try json.optional("enableCMT")
        enableMBM = try json.optional("enableMBM")
        enableMonitoring = try json.optional("enableMonitoring")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("closID", closID)
        try json.add("schemata", schemata)
        try json.add("l3CacheSchema", l3CacheSchema)
        try json.add("memBwSchema", memBwSchema)
        try json.add("enableCMT", enableCMT)
        try json.add("enableMBM", enableMBM)
        try json.add("enableMonitoring", enableMonitoring)
    }
}
