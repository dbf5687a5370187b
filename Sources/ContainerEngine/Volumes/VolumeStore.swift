internal import ContainerState
public import Linux

/// Named volumes: a directory each, with its files in `_data`.
public struct VolumeStore: Sendable {
    let locations: StateLocations
    let bootID: String

    public struct Volume: Sendable {
        public var name: String
        public var path: String
        public var isNew: Bool
        public var isEmpty: Bool
    }

    /// The volume of this name, made when it is missing. With `flush` its record is on the disk when this returns.
    public func ensure(
        _ name: String, anonymous: Bool, labels: [String: String], flush: Bool = false
    ) throws(EngineError) -> Volume {
        let directory = "\(locations.volumes)/\(name)"
        do throws(SystemCallError) {
            do throws(SystemCallError) {
                try makeDirectory(directory, mode: 0o711)
            } catch {
                guard error.errno == .exists else { throw error }
                // A command that was killed in between has left the outer directory alone.
                do throws(SystemCallError) { try makeDirectory("\(directory)/_data", mode: 0o755) } catch {
                    if error.errno != .exists { throw error }
                }
                let isEmpty = try open("\(directory)/_data", [.readOnly, .directory]).entries().isEmpty
                return Volume(name: name, path: "\(directory)/_data", isNew: false, isEmpty: isEmpty)
            }
            // Another command that uses the new volume at the same moment may be quicker.
            do throws(SystemCallError) { try makeDirectory("\(directory)/_data", mode: 0o755) } catch {
                if error.errno != .exists { throw error }
            }
        } catch { throw EngineError("making the volume \(name)", error) }
        let record = VolumeRecord(name: name, created: .now, labels: labels, options: [:], isAnonymous: anonymous)
        do throws(EngineError) {
            try state { () throws(StateError) in
                try RecordFile.write(record, to: "\(directory)/volume.json", flush: flush, bootID: bootID)
            }
        } catch {
            // Only what is empty: another command may have begun to use it. The first error is the one to tell.
            _ = try? removeDirectory("\(directory)/_data")
            _ = try? removeDirectory(directory)
            throw error
        }
        return Volume(name: name, path: "\(directory)/_data", isNew: true, isEmpty: true)
    }

    public func record(_ name: String) throws(EngineError) -> VolumeRecord? {
        try state { () throws(StateError) in
            try RecordFile.read(VolumeRecord.self, from: "\(locations.volumes)/\(name)/volume.json")
        }
    }

    public func path(_ name: String) -> String { "\(locations.volumes)/\(name)/_data" }

    public func names() throws(EngineError) -> [String] {
        try system("listing the volumes in \(locations.volumes)") { () throws(SystemCallError) in
            try Linux.names(in: locations.volumes).filter { MountRequest.isName($0) }.sorted()
        }
    }

    public func remove(_ name: String) throws(EngineError) {
        // The name alone may be as long as a file's name can be.
        let trash = "\(locations.trash)/volume-\(name.prefix(200)).\(CurrentProcess.identifier)"
        try system("removing the volume \(name)") { () throws(SystemCallError) in
            do throws(SystemCallError) { try rename("\(locations.volumes)/\(name)", to: trash) } catch {
                if error.errno == .noEntry { return }  // another command was quicker
                throw error
            }
            try removeTree(trash)
        }
    }
}

/// What is known of a volume: `volume.json`.
public struct VolumeRecord: Codable, Sendable {
    public var name: String
    public var created: Timestamp
    public var labels: [String: String]
    public var options: [String: String]
    public var isAnonymous: Bool

    public init(
        name: String, created: Timestamp, labels: [String: String], options: [String: String], isAnonymous: Bool
    ) {
        self.name = name
        self.created = created
        self.labels = labels
        self.options = options
        self.isAnonymous = isAnonymous
    }
}

extension Engine {
    public var volumes: VolumeStore { VolumeStore(locations: locations, bootID: bootID) }
}
