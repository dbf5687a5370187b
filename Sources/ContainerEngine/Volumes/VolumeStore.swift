internal import ContainerState
package import Linux

/// Named volumes: a directory each, with its files in `_data`.
package struct VolumeStore: Sendable {
    let locations: StateLocations
    let bootID: String

    package struct Volume: Sendable {
        package var name: String
        package var path: String
        package var isNew: Bool
        package var isEmpty: Bool
    }

    /// The volume of this name, made when it is missing. With `flush` its record is on the disk when this returns.
    package func ensure(
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

    package func record(_ name: String) throws(EngineError) -> VolumeRecord? {
        try state { () throws(StateError) in
            try RecordFile.read(VolumeRecord.self, from: "\(locations.volumes)/\(name)/volume.json")
        }
    }

    package func path(_ name: String) -> String { "\(locations.volumes)/\(name)/_data" }

    package func names() throws(EngineError) -> [String] {
        try system("listing the volumes in \(locations.volumes)") { () throws(SystemCallError) in
            try Linux.names(in: locations.volumes).filter { MountRequest.isName($0) }.sorted()
        }
    }

    package func remove(_ name: String) throws(EngineError) {
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
package struct VolumeRecord: Codable, Sendable {
    package var name: String
    package var created: Timestamp
    package var labels: [String: String]
    package var options: [String: String]
    package var isAnonymous: Bool

    package init(
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
    package var volumes: VolumeStore { VolumeStore(locations: locations, bootID: bootID) }
}
