package import JSONText

/// Limits of one RDMA device.
package struct LinuxRdma: JSONDirect, Hashable, Sendable {
    package var hcaHandles: UInt32?
    package var hcaObjects: UInt32?

    package init(hcaHandles: UInt32? = nil, hcaObjects: UInt32? = nil) {
        self.hcaHandles = hcaHandles
        self.hcaObjects = hcaObjects
    }
}

extension LinuxRdma {
    package init(reading json: inout JSONReader) throws(JSONError) {
        hcaHandles = try json.optional("hcaHandles")
        hcaObjects = try json.optional("hcaObjects")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("hcaHandles", hcaHandles)
        try json.add("hcaObjects", hcaObjects)
    }
}
