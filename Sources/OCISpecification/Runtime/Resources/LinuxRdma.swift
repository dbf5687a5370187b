public import JSONText

/// Limits of one RDMA device.
public struct LinuxRdma: JSONDirect, Hashable, Sendable {
    public var hcaHandles: UInt32?
    public var hcaObjects: UInt32?

    public init(hcaHandles: UInt32? = nil, hcaObjects: UInt32? = nil) {
        self.hcaHandles = hcaHandles
        self.hcaObjects = hcaObjects
    }
}

extension LinuxRdma {
    public init(reading json: inout JSONReader) throws(JSONError) {
        hcaHandles = try json.optional("hcaHandles")
        hcaObjects = try json.optional("hcaObjects")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("hcaHandles", hcaHandles)
        try json.add("hcaObjects", hcaObjects)
    }
}
