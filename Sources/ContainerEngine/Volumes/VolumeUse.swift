internal import ContainerState
public import Linux

extension Engine {
    /// The containers that each named volume is mounted in, by the volume's name.
    public func volumeUsers() throws(EngineError) -> [String: [String]] {
        var users: [String: [String]] = [:]
        for id in try state({ () throws(StateError) in try lookup.all() }) {
            let container = locations.container(id)
            let record: ContainerRecord?
            do throws(StateError) { record = try RecordFile.read(ContainerRecord.self, from: container.record) } catch {
                // What a damaged one mounts cannot be told: a volume that may be needed is not to go because of it.
                throw EngineError(
                    .system,
                    "which volumes the container \(id) uses cannot be told: \(error.message). Remove it with `apus rm \(id)`"
                )
            }
            for mount in record?.mounts ?? [] where mount.kind == .volume && !(users[mount.name] ?? []).contains(id) {
                users[mount.name, default: []].append(id)
            }
        }
        return users
    }

    /// Removes a volume. One that containers use is a ``EngineError/Code-swift.enum/conflict``; with `force` they are removed
    /// with it, each given `timeout` seconds to end.
    public func removeVolume(_ word: String, force: Bool, timeout: Int = 10) throws(EngineError) -> String {
        let name = try volumes.find(word)
        let users = try volumeUsers()[name] ?? []
        if !users.isEmpty {
            guard force else {
                throw EngineError(
                    .conflict,
                    "volume \(name) is being used by the following container(s): \(users.sorted().joined(separator: ", ")): volume is "
                        + "being used")
            }
            for id in users { try remove(locations.container(id), force: true, timeout: timeout) }
        }
        try volumes.remove(name)
        return name
    }
}

/// A volume with what lists and inspections tell about it.
public struct ListedVolume: Sendable {
    public var name: String
    public var path: String
    public var created: Timestamp
    public var labels: [String: String]
    public var options: [String: String]
    public var isAnonymous: Bool
}

extension VolumeStore {
    /// All volumes, sorted by name.
    public func all() throws(EngineError) -> [ListedVolume] {
        var found: [ListedVolume] = []
        for name in try names() {
            // One that is removed at this moment is passed over.
            if let volume = try volume(name) { found.append(volume) }
        }
        return found
    }

    /// The volume of exactly this name, or nil. One without a record was cut off while it was made: it is there all the same.
    public func volume(_ name: String) throws(EngineError) -> ListedVolume? {
        guard MountRequest.isName(name) else { return nil }
        let place: FileStatus
        do throws(SystemCallError) { place = try status(of: path(name), followingLinks: false) } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return nil }
            throw EngineError("looking at the volume \(name)", error)
        }
        let record = try record(name)
        return ListedVolume(
            name: name, path: path(name),
            created: record?.created
                ?? Timestamp(nanoseconds: place.changed.seconds * 1_000_000_000 + place.changed.nanoseconds),
            labels: record?.labels ?? [:], options: record?.options ?? [:], isAnonymous: record?.isAnonymous ?? false)
    }

    /// The name of the volume that a word stands for: its name, or an unambiguous beginning of one.
    public func find(_ word: String) throws(EngineError) -> String {
        if try volume(word) != nil { return word }
        let matches = word.isEmpty ? [] : try names().filter { $0.hasPrefix(word) }
        if matches.count > 1 {
            throw EngineError(
                .invalid, "more than one result for volume name \(word): volume already exists: give more of it")
        }
        guard let name = matches.first else {
            throw EngineError(.notFound, "no volume with name \"\(word)\" found: no such volume")
        }
        return name
    }

    /// Makes a volume that must not be there yet; it is on the disk when this returns.
    public func create(
        _ name: String, labels: [String: String], isAnonymous: Bool = false, ignoringExisting: Bool = false
    ) throws(EngineError) {
        guard MountRequest.isName(name) else {
            throw EngineError(
                .invalid,
                "running volume create option: names must match [a-zA-Z0-9][a-zA-Z0-9_.-]*: invalid argument (\"\(name)\")"
            )
        }
        let volume = try ensure(name, anonymous: isAnonymous, labels: labels, flush: true)
        guard volume.isNew else {
            if ignoringExisting { return }
            throw EngineError(.conflict, "volume with name \(name) already exists: volume already exists")
        }
        try system("flushing the volume \(name)") { () throws(SystemCallError) in
            try flushDirectory(of: path(name))
            try flushDirectory(of: "\(locations.volumes)/\(name)")
        }
    }

    /// Bytes of the files in a volume.
    public func size(_ name: String) throws(EngineError) -> Int64 { try TreeSize.bytes(of: path(name)) }

    /// Whether a volume holds nothing yet.
    public func isEmpty(_ name: String) throws(EngineError) -> Bool {
        let path = path(name)
        return try system("looking into the volume \(name)") { () throws(SystemCallError) in
            try open(path, [.readOnly, .directory]).entries().isEmpty
        }
    }
}
