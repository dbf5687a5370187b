public import OCISpecification

extension ControlGroup {
    /// Sets the limits that are named and leaves the others, on a group with or without processes.
    public func update(
        _ resources: LinuxResources, options: Options = Options()
    ) throws(ControlGroupError) {
        try apply(resources, options: options, isUpdate: true)
    }

    func apply(_ resources: LinuxResources, options: Options, isUpdate: Bool) throws(ControlGroupError) {
        if let memory = resources.memory { try MemoryLimits(memory, isUpdate: isUpdate).apply(to: self) }
        if let cpu = resources.cpu {
            try CPULimits(cpu).apply(to: self)
            try CPUSets(cpu).apply(to: self)
        }
        if let pids = resources.pids { try ProcessLimit(pids, isUpdate: isUpdate).apply(to: self) }
        if let blockIO = resources.blockIO { try BlockIOLimits(blockIO).apply(to: self) }
        if let pages = resources.hugepageLimits { try HugePageLimits(pages).apply(to: self) }
        if let network = resources.network { try NetworkClasses(network).apply(to: self) }
        if let rdma = resources.rdma { try RDMALimits(rdma).apply(to: self) }
        if let unified = resources.unified { try UnifiedSettings(unified).apply(to: self) }
        // A running container keeps its devices unless new ones are named.
        if !isUpdate || resources.devices != nil {
            try DeviceAccess(resources.devices ?? [], defaults: options.defaultDevices)
                .apply(to: self, options: options, isUpdate: isUpdate)
        }
    }
}
