internal import ControlGroups
internal import Linux

/// The control groups as a container sees them below `/sys/fs/cgroup`: pieces of the host's trees, since the kernel
/// shows the same of them as of new mounts in the container's cgroup namespace.
struct ControlGroupMount {
    let groups: ContainerGroups
    /// Without a cgroup namespace of its own the container sees the host's paths.
    let hasNamespace: Bool

    func mount(onto target: borrowing Descriptor, options: MountOptions) throws(SystemCallError) {
        let layout: ControlGroupLayout
        let places: [ControlGroup.Place]
        do throws(ControlGroupError) {
            if let group = groups.group {
                (layout, places) = (group.layout, group.places)
            } else {
                layout = try MachineGroups.layout()
                places = try ControlGroup.containing(process: nil, layout: layout).places
            }
        } catch { throw SystemCallError(call: "\(error.doing): \(error.cause)", subject: error.file, errno: .noEntry) }
        if layout.isUnified {
            guard let place = places.first else { return }
            // Of version 2 a container without the namespace sees the whole tree, as under runc.
            let tree = try cloneTree(hasNamespace ? place.directory : place.hierarchy.mountPoint)
            try tree.apply(options, defaultPropagation: .slave, isSingle: true)
            try tree.moveMount(onto: target)
            return
        }
        try mountLegacy(places, onto: target, options)
    }

    /// A small tmpfs with a directory for each tree, and links for controllers that share one.
    private func mountLegacy(
        _ places: [ControlGroup.Place], onto target: borrowing Descriptor, _ options: MountOptions
    ) throws(SystemCallError) {
        let context = try FileSystemContext(type: "tmpfs")
        try context.set("source", "cgroup")
        try context.set("mode", "755")
        try context.create()
        let directory = try context.mount(options.set.subtracting(.readOnly))
        for place in places {
            let name = Self.name(place)
            try makeDirectory(name, at: directory.number)
            for controller in place.hierarchy.options.split(separator: ",") {
                let link = controller.hasPrefix("name=") ? String(controller.dropFirst(5)) : String(controller)
                if link != name && place.hierarchy.options.contains(",") {
                    try makeSymlink(link, to: name, at: directory.number)
                }
            }
        }
        try directory.moveMount(onto: target)
        for place in places {
            let tree = try cloneTree(place.directory)
            try tree.apply(options, defaultPropagation: .slave, isSingle: true)
            try tree.moveMount(onto: Self.name(place), at: directory.number)
        }
        if options.set.contains(.readOnly) { try directory.setMountAttributes(set: .readOnly) }
    }

    static func name(_ place: ControlGroup.Place) -> String {
        let path = place.hierarchy.mountPoint
        return path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }
}
