internal import Linux
public import OCISpecification

extension RuntimeDirectory {
    /// Gives the class of a running container new shares of cache and memory bandwidth.
    public func updateCacheControl(
        _ wanted: LinuxIntelRdt, of configuration: RuntimeConfiguration
    ) throws(RuntimeError) {
        guard var rdt = configuration.linux?.intelRdt else {
            throw .invalid("linux.intelRdt", "the container was made without it, so it has no class of its own to change")
        }
        rdt.schemata = nil
        rdt.l3CacheSchema = wanted.l3CacheSchema
        rdt.memBwSchema = wanted.memBwSchema
        guard let plan = try CacheControlPlan(rdt, id: id) else { return }
        let root = try CacheControl.find()
        let file = plan.group.isEmpty ? "\(root)/schemata" : "\(root)/\(plan.group)/schemata"
        try doing("write", file) { () throws(SystemCallError) in
            try writeControlFile(file, plan.schemata.map { $0 + "\n" }.joined())
        }
    }
}
