internal import ImageStorage
internal import ContainerState
internal import Linux
internal import OCISpecification

/// Mounts in a container that are overlays of their own: the files of an image (`--mount type=image`), and directories of the host or
/// volumes whose changes stay with the container (`-v SOURCE:PATH:O`).
struct OverlayMounts {
    let engine: Engine
    let container: ContainerDirectory
    /// How the container's ids are outside.
    let owners: IdentityMap

    /// What a mount with `:O` shows: the source, with what the container changes in a directory of the container's own.
    func over(_ source: String, _ mount: MountRequest, number: Int) throws(EngineError) -> Mount {
        let kind = try system("looking at \(source)") { () throws(SystemCallError) in try status(of: source).kind }
        guard kind == .directory else {
            throw EngineError(.invalid, "the volume option \"O\" needs a directory, and \(source) is none")
        }
        return try overlay(lowers: [source], mount, isWritable: !mount.isReadOnly, number: number)
    }

    /// The files of an image, read-only unless `rw` was asked for.
    func image(_ mount: MountRequest, number: Int) throws(EngineError) -> (mount: Mount, id: String) {
        let found = try engine.findImage(mount.source)
        let store = engine.images
        let lowers = try stored { () throws(ImageStoreError) in
            try store.lowerDirectories(diffIDs: store.contents(of: found.record).diffIDs)
        }
        let isWritable = mount.options.contains("rw")
        if engine.storage.form != .devices { return (try copied(lowers, mount, isWritable: isWritable, number: number), found.id.hex) }
        guard let subpath = mount.subpath else {
            return (try overlay(lowers: lowers, mount, isWritable: isWritable, number: number), found.id.hex)
        }
        let files = LayeredFiles(directories: lowers)
        guard let place = try files.locate(subpath) else {
            throw EngineError(.notFound, "the image \(mount.source) has no \(subpath), which is to be mounted at \(mount.destination)")
        }
        if place.kind == .directory {
            let parts = try system("looking for \(subpath) in the image \(mount.source)") { () throws(SystemCallError) in
                try LayeredDirectory(directories: lowers).descend(place.relative).paths()
            }
            return (try overlay(lowers: parts, mount, isWritable: isWritable, number: number), found.id.hex)
        }
        guard place.kind == .file, !isWritable else {
            throw EngineError(
                .invalid,
                "\(subpath) of the image \(mount.source) cannot be mounted: subpath= takes a directory, or a file without rw=true")
        }
        return (
            Mount(
                destination: mount.destination, type: "bind", source: "\(place.directory)/\(place.relative)",
                options: ["bind", "ro", "rprivate"]), found.id.hex
        )
    }

    /// Where nothing lays layers on top of one another: all of them in one directory, or a copy that the container may change.
    private func copied(_ lowers: [String], _ mount: MountRequest, isWritable: Bool, number: Int) throws(EngineError) -> Mount {
        guard let merged = try MergedLayers(lowers: lowers, mappings: nil, host: engine.host, store: engine.locations.images).directory()
        else {
            throw EngineError(.notFound, "the image \(mount.source) has no files that could be mounted at \(mount.destination)")
        }
        var source = merged
        if let subpath = mount.subpath {
            guard let place = try LayeredFiles(directories: [merged]).locate(subpath), place.kind == .directory || place.kind == .file,
                place.kind == .directory || !isWritable
            else {
                throw EngineError(
                    .notFound,
                    "the image \(mount.source) has no \(subpath) that could be mounted at \(mount.destination): it is a directory, or a file "
                        + "without rw=true")
            }
            source = place.relative == "." ? merged : "\(merged)/\(place.relative)"
        }
        if isWritable {
            let copy = "\(container.path)/overlays/\(number)"
            try system("copying \(source) to \(copy)") { () throws(SystemCallError) in
                try makeDirectories(copy, mode: 0o755)
                let target = try open(copy, [.readOnly, .directory])
                try LayeredCopy(target: target, owners: owners).run(try LayeredDirectory(directories: [source]))
            }
            source = copy
        }
        return Mount(
            destination: mount.destination, type: "bind", source: source, options: ["bind", isWritable ? "rw" : "ro", "rprivate"])
    }

    private func overlay(
        lowers: [String], _ mount: MountRequest, isWritable: Bool, number: Int
    ) throws(EngineError) -> Mount {
        var lowers = lowers
        var options: [String] = []
        if isWritable {
            let directory = "\(container.path)/overlays/\(number)"
            try system("making \(directory)") { () throws(SystemCallError) in
                for name in ["upper", "work"] { try makeDirectories("\(directory)/\(name)", mode: 0o755) }
                // The top of the mount looks like what lies below.
                let top = try status(of: lowers[0])
                try setPermissions("\(directory)/upper", top.permissions)
                try setOwner("\(directory)/upper", user: top.user, group: top.group)
            }
            options += ["upperdir=\(directory)/upper", "workdir=\(directory)/work"]
        } else if lowers.count == 1 {
            // Overlayfs wants two layers where nothing can be written.
            let empty = "\(container.path)/overlays/empty"
            try system("making \(empty)") { () throws(SystemCallError) in try makeDirectories(empty, mode: 0o755) }
            lowers.append(empty)
        }
        options.insert("lowerdir=" + lowers.map(Self.escaped).joined(separator: ":"), at: 0)
        if engine.host.rootless { options.append("userxattr") }
        for option in mount.options where option != "rw" && option != "ro" && !options.contains(option) { options.append(option) }
        if !isWritable { options.append("ro") }
        return Mount(destination: mount.destination, type: "overlay", source: "overlay", options: options)
    }

    /// Colons separate layers and commas options.
    private static func escaped(_ path: String) -> String {
        var text = ""
        for character in path {
            if character == ":" || character == "," || character == "\\" { text.append("\\") }
            text.append(character)
        }
        return text
    }
}

extension LayeredDirectory {
    /// Where its parts lie, top first.
    func paths() throws(SystemCallError) -> [String] {
        var paths: [String] = []
        for part in parts { paths.append(try readSymlink(part.descriptor.procPath).display) }
        return paths
    }
}
