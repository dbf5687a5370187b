internal import OCISpecification

/// Limits of RDMA devices: `rdma.max`.
struct RDMALimits {
    let limits: [String: LinuxRdma]

    init(_ limits: [String: LinuxRdma]) { self.limits = limits }

    func apply(to group: ControlGroup) throws(ControlGroupError) {
        if limits.isEmpty { return }
        guard let place = group.place(of: .rdma) else {
            throw ControlGroupError(
                .missingController, doing: "limit RDMA devices", file: group.path.text,
                cause: "the controller `rdma` is not mounted")
        }
        for device in limits.keys.sorted() {
            guard let limit = limits[device] else { continue }
            var value = device
            if let handles = limit.hcaHandles { value += " hca_handle=\(handles)" }
            if let objects = limit.hcaObjects { value += " hca_object=\(objects)" }
            if value == device { continue }
            try ControlFile(place, "rdma.max").write(value, doing: "limit the RDMA device \(device)")
        }
    }
}
