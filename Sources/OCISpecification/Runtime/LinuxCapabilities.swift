public import JSONText

/// The capability sets of a process: capabilities(7), names such as `CAP_KILL`.
public struct LinuxCapabilities: JSONDirect, Hashable, Sendable {
    public var bounding: [String]?
    public var effective: [String]?
    public var inheritable: [String]?
    public var permitted: [String]?
    public var ambient: [String]?

    public init(
        bounding: [String]? = nil, effective: [String]? = nil, inheritable: [String]? = nil,
        permitted: [String]? = nil, ambient: [String]? = nil
    ) {
        self.bounding = bounding
        self.effective = effective
        self.inheritable = inheritable
        self.permitted = permitted
        self.ambient = ambient
    }
}

extension LinuxCapabilities {
    public init(reading json: inout JSONReader) throws(JSONError) {
        bounding = try json.optional("bounding")
        effective = try json.optional("effective")
        inheritable = try json.optional("inheritable")
        permitted = try json.optional("permitted")
        ambient = try json.optional("ambient")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("bounding", bounding)
        try json.add("effective", effective)
        try json.add("inheritable", inheritable)
        try json.add("permitted", permitted)
        try json.add("ambient", ambient)
    }
}
