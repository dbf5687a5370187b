internal import OCISpecification
internal import Archives
public import ContainerState
public import Linux

extension Engine {
    /// Writes a container's root file system as a tar archive: image and changes together, without what is mounted in it.
    public func export(_ container: ContainerDirectory, to output: consuming Descriptor, name: String)
        throws(EngineError)
    {
        let plan = try plan(container).root
        let ids = plan.mapsOwners == true ? .unchanged : IdentityMap(try configuration(container).linux)
        let root = try DetachedRoot.readable(plan, rootless: host.rootless)
        var options = TreeArchiveOptions()
        options.mapIDs = { ids.inside(user: $0, group: $1) }
        options.crossesFileSystems = plan.directory != nil ? false : true
        do throws(ArchiveError) {
            let writer = TarWriter(DescriptorSink(output, name: name))
            try TreeArchiver(writer, options: options).add(below: root)
            try writer.finish()
        } catch { throw EngineError(.system, "exporting \(container.id): \(error)") }
    }
}
