internal import ContainerState
internal import Linux

/// The root file system of a container as a copy of the layers of its image.
struct CopiedTree {
    let container: ContainerDirectory
    /// Top first.
    let lowers: [String]
    let owners: IdentityMap

    /// - Parameter lasts: it is to outlive a power cut, like the record of the container.
    func make(lasts: Bool) throws(SystemCallError) {
        try makeDirectory(container.copy, mode: 0o755)
        let target = try open(container.copy, [.readOnly, .directory])
        if !lowers.isEmpty {
            try LayeredCopy(target: try target.duplicate(), owners: owners).run(try LayeredDirectory(directories: lowers))
        }
        // As the upper directory of an overlay: the layers' own root does not count.
        let owner = owners.outside(user: 0, group: 0)
        try target.setOwner(user: owner.user, group: owner.group)
        try target.setPermissions(0o755)
        if lasts { try target.flushFileSystem() }
        _ = try open(container.copied, [.writeOnly, .create], mode: 0o644)
    }
}
