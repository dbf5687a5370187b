/// Limits of one RDMA device.
package struct LinuxRdma: Codable, Hashable, Sendable {
    package var hcaHandles: UInt32?
    package var hcaObjects: UInt32?

    package init(hcaHandles: UInt32? = nil, hcaObjects: UInt32? = nil) {
        self.hcaHandles = hcaHandles
        self.hcaObjects = hcaObjects
    }
}
