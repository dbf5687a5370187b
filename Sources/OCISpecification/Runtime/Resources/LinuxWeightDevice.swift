package import JSONText

/// The weight of one block device.
package struct LinuxWeightDevice: JSONDirect, Hashable, Sendable {
    package var major: Int64
    package var minor: Int64
    package var weight: UInt16?
    package var leafWeight: UInt16?

    package init(major: Int64, minor: Int64, weight: UInt16? = nil, leafWeight: UInt16? = nil) {
        self.major = major
        self.minor = minor
        self.weight = weight
        self.leafWeight = leafWeight
    }
}

extension LinuxWeightDevice {
    package init(reading json: inout JSONReader) throws(JSONError) {
        major = try json.required("major")
        minor = try json.required("minor")
        weight = try json.optional("weight")
        leafWeight = try json.optional("leafWeight")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("major", major)
        try json.add("minor", minor)
        try json.add("weight", weight)
        try json.add("leafWeight", leafWeight)
    }
}
