package import JSONText

/// The capability sets of a process: capabilities(7), names such as `CAP_KILL`.
package struct LinuxCapabilities: JSONDirect, Hashable, Sendable {
    package var bounding: [String]?
    package var effective: [String]?
    package var inheritable: [String]?
    package var permitted: [String]?
    package var ambient: [String]?

    package init(
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
    package init(reading json: inout JSONReader) throws(JSONError) {
        bounding = try json.optional("bounding")
        effective = try json.optional("effective")
        inheritable = try json.optional("inheritable")
        permitted = try json.optional("permitted")
        ambient = try json.optional("ambient")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("bounding", bounding)
        try json.add("effective", effective)
        try json.add("inheritable", inheritable)
        try json.add("permitted", permitted)
        try json.add("ambient", ambient)
    }
}
