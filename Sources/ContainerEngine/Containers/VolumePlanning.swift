internal import ContainerState
internal import Linux
internal import OCISpecification

/// Turns what a user asked to be mounted into mounts with sources on the host, and makes the volumes that are missing.
struct VolumePlanning {
    let engine: Engine
    let request: ContainerRequest
    let image: ContainerDefaults
    let files: LayeredFiles
    let user: UserResolution
    /// How the container's ids are outside.
    let owners: IdentityMap
    /// Which container: for what its overlays change.
    let container: ContainerDirectory

    struct Result {
        var mounts: [Mount] = []
        var records: [MountRecord] = []
    }

    func resolve() throws(EngineError) -> Result {
        var result = Result()
        var asked: [MountRequest] = []
        for mount in request.mounts {
            if asked.contains(where: { $0.destination == mount.destination }) {
                throw EngineError(.invalid, "\(mount.destination): duplicate mount destination")
            }
            asked.append(mount)
        }
        for record in try inherited() where !asked.contains(where: { $0.destination == record.destination }) {
            var mount = MountRequest(
                kind: record.kind, source: record.kind == .volume ? record.name : record.source,
                destination: record.destination)
            mount.options = record.options
            mount.copiesUp = false
            asked.append(mount)
        }
        for path in image.Volumes?.keys.sorted() ?? [] {
            let destination = MountRequest.clean(path.hasPrefix("/") ? path : "/" + path)
            if destination == "/" || asked.contains(where: { $0.destination == destination }) { continue }
            switch request.imageVolumes {
            case .ignore: continue
            case .tmpfs: asked.append(MountRequest(kind: .tmpfs, source: "tmpfs", destination: destination))
            case .anonymous, .bind: asked.append(MountRequest(kind: .volume, source: "", destination: destination))
            }
        }
        for mount in asked { try add(mount, to: &result) }
        return result
    }

    private func add(_ mount: MountRequest, to result: inout Result) throws(EngineError) {
        switch mount.kind {
        case .bind:
            try checkSource(mount)
            if mount.isOverlay { return try addOverlay(mount, source: mount.source, name: "", to: &result) }
            result.mounts.append(bind(mount, source: mount.source))
            result.records.append(record(mount, name: "", source: mount.source, anonymous: false))
        case .volume:
            let anonymous = mount.source.isEmpty
            let name = anonymous ? ContainerIdentity.makeID() : mount.source
            let volume = try engine.volumes.ensure(name, anonymous: anonymous, labels: [:])
            // As podman: a new volume belongs to whom the container runs as, where the image says nothing else.
            if volume.isNew { try give(volume.path) }
            if mount.copiesUp, volume.isNew || volume.isEmpty {
                try VolumeFilling.fill(volume.path, from: mount.destination, of: files, owners: owners)
            }
            if mount.changesOwner { try give(volume.path) }
            var source = volume.path
            if let subpath = mount.subpath { source += "/" + subpath }
            if mount.isOverlay { return try addOverlay(mount, source: source, name: name, to: &result) }
            result.mounts.append(bind(mount, source: source))
            result.records.append(record(mount, name: name, source: volume.path, anonymous: anonymous))
        case .image:
            let made = try OverlayMounts(engine: engine, container: container, owners: owners)
                .image(mount, number: result.mounts.count)
            result.mounts.append(made.mount)
            result.records.append(record(mount, name: mount.source, source: made.id, anonymous: false))
        case .tmpfs:
            var options = mount.options
            for (option, opposite) in [("nosuid", "suid"), ("nodev", "dev"), ("rprivate", "shared")]
            where !options.contains(option) && !options.contains(opposite) { options.append(option) }
            // What is copied brings the mode of its directory: a mode that was asked for wins.
            let hasMode = options.contains { $0.hasPrefix("mode=") }
            if !options.contains("tmpcopyup") && !options.contains("notmpcopyup") && !hasMode {
                options.append("tmpcopyup")
            }
            options.removeAll { $0 == "notmpcopyup" }
            result.mounts.append(
                Mount(destination: mount.destination, type: "tmpfs", source: "tmpfs", options: options))
            result.records.append(record(mount, name: "", source: "", anonymous: false))
        case .devpts:
            result.mounts.append(
                Mount(
                    destination: mount.destination, type: "devpts", source: "devpts",
                    options: mount.options + ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]))
        }
    }

    private func addOverlay(
        _ mount: MountRequest, source: String, name: String, to result: inout Result
    ) throws(EngineError) {
        let overlays = OverlayMounts(engine: engine, container: container, owners: owners)
        result.mounts.append(try overlays.over(source, mount, number: result.mounts.count))
        result.records.append(record(mount, name: name, source: source, anonymous: false))
    }

    private func bind(_ mount: MountRequest, source: String) -> Mount {
        var options = mount.options.filter { $0 != "bind" && $0 != "rbind" }
        options.append(mount.options.contains("bind") ? "bind" : "rbind")
        let propagation = ["shared", "rshared", "slave", "rslave", "private", "rprivate", "unbindable", "runbindable"]
        if !options.contains(where: { propagation.contains($0) }) { options.append("rprivate") }
        return Mount(destination: mount.destination, type: "bind", source: source, options: options)
    }

    private func record(_ mount: MountRequest, name: String, source: String, anonymous: Bool) -> MountRecord {
        MountRecord(
            kind: mount.kind, name: name, source: source, destination: mount.destination, options: mount.options,
            isAnonymous: anonymous)
    }

    private func checkSource(_ mount: MountRequest) throws(EngineError) {
        do throws(SystemCallError) {
            _ = try status(of: mount.source)
        } catch {
            guard error.errno == .noEntry else {
                throw EngineError("looking for \(mount.source), which is to be mounted at \(mount.destination)", error)
            }
            throw EngineError(
                .invalid,
                "\(mount.source), which is to be mounted at \(mount.destination): no such file or directory. Make it first"
            )
        }
        if mount.changesOwner { try give(mount.source) }
    }

    private func give(_ path: String) throws(EngineError) {
        let owner = owners.outside(user: user.user, group: user.group)
        try system("giving \(path) to the container's user") { () throws(SystemCallError) in
            try OwnershipChange.apply(path, user: owner.user, group: owner.group)
        }
    }

    /// What `--volumes-from` brings.
    private func inherited() throws(EngineError) -> [MountRecord] {
        var found: [MountRecord] = []
        for text in request.volumesFrom {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= 2, !parts[0].isEmpty else {
                throw EngineError(.invalid, "invalid --volumes-from \"\(text)\": give CONTAINER[:OPTIONS]")
            }
            var extra: [String] = []
            for option in parts.count == 2 ? parts[1].split(separator: ",").map(String.init) : [] {
                switch option {
                case "ro", "rw": extra.append(option)
                case "z", "Z": break
                default:
                    throw EngineError(
                        .invalid, "invalid option \"\(option)\" in --volumes-from \(text): known are ro, rw, z")
                }
            }
            for var record in try engine.record(try engine.find(parts[0])).mounts
            where record.kind == .volume || record.kind == .bind {
                if !extra.isEmpty { record.options = record.options.filter { $0 != "ro" && $0 != "rw" } + extra }
                found.removeAll { $0.destination == record.destination }
                found.append(record)
            }
        }
        return found
    }
}

/// Gives a tree to another owner.
enum OwnershipChange {
    static func apply(_ path: String, user: UInt32, group: UInt32) throws(SystemCallError) {
        try setOwner(path, user: user, group: group)
        guard try status(of: path, followingLinks: false).kind == .directory else { return }
        let directory = try open(path, [.readOnly, .directory, .noFollow])
        try apply(below: directory, user: user, group: group)
    }

    private static func apply(below directory: borrowing Descriptor, user: UInt32, group: UInt32)
        throws(SystemCallError)
    {
        for entry in try directory.entries() {
            try setOwner(entry.name, user: user, group: group, at: directory.number)
            if try status(of: entry.name, at: directory.number, followingLinks: false).kind == .directory {
                let inside = try open(entry.name, [.readOnly, .directory, .noFollow], at: directory.number)
                try apply(below: inside, user: user, group: group)
            }
        }
    }
}
