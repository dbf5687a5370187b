package import JSONText

/// How far a clock of a time namespace is from the host's: time_namespaces(7).
package struct LinuxTimeOffset: JSONDirect, Hashable, Sendable {
    package var secs: Int64?
    package var nanosecs: UInt32?

    package init(secs: Int64? = nil, nanosecs: UInt32? = nil) {
        self.secs = secs
        self.nanosecs = nanosecs
    }
}

extension LinuxTimeOffset {
    package init(reading json: inout JSONReader) throws(JSONError) {
        secs = try json.optional("secs")
        nanosecs = try json.optional("nanosecs")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("secs", secs)
        try json.add("nanosecs", nanosecs)
    }
}
