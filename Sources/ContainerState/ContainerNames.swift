internal import Linux

/// Names of containers: symlinks in one directory, so that making one is also the check that nobody has it.
public struct ContainerNames: Sendable {
    let locations: StateLocations
    public init(_ locations: StateLocations) { self.locations = locations }

    /// Takes a name for a container; a name that is in use is an error that names its holder.
    public func take(_ name: String, for id: String) throws(StateError) {
        do throws(SystemCallError) {
            try makeSymlink("\(locations.names)/\(name)", to: "../containers/\(id)")
        } catch {
            if error.errno == .exists {
                if let holder = try holder(of: name) {
                    let lives: Bool
                    do throws(SystemCallError) { lives = try exists("\(locations.containers)/\(holder)") } catch {
                        throw StateError("looking for the container \(holder)", error)
                    }
                    if !lives {
                        // A command was killed while it removed the container: it gives the name back last.
                        try releaseGone(name, of: holder)
                        return try take(name, for: id)
                    }
                    throw StateError(
                        .nameInUse,
                        "the container name \"\(name)\" is already in use by \(holder). You have to remove that container "
                            + "to be able to reuse that name: that name is already in use, or use --replace")
                }
                return try take(name, for: id)  // it was given back in between
            }
            throw StateError("taking the container name \(name)", error)
        }
    }

    /// Gives back the name of a container whose directory is gone.
    ///
    /// One at a time: between a look at the link and its removal it could become somebody else's.
    public func releaseGone(_ name: String, of holder: String) throws(StateError) {
        let lock = try nameLock()
        try release(name, of: holder)
        _ = lock.number  // held until here
    }

    private func nameLock() throws(StateError) -> Descriptor {
        let path = "\(locations.runRoot)/names.lock"
        do throws(SystemCallError) {
            let lock = try open(path, [.readWrite, .create], mode: 0o600)
            try RecordLock.wait(lock, start: 0, length: 1)
            return lock
        } catch { throw StateError("taking \(path)", error) }
    }

    /// The id that a name stands for, or nil.
    public func holder(of name: String) throws(StateError) -> String? {
        do throws(SystemCallError) {
            let target = try readSymlink("\(locations.names)/\(name)").display
            return String(target.parts(between: "/").last ?? "")
        } catch {
            if error.errno == .noEntry || error.errno == .invalid { return nil }
            throw StateError("reading the container name \(name)", error)
        }
    }

    /// Gives back every name of a container whose records do not tell it.
    public func releaseAll(of id: String) throws(StateError) {
        let all: [String]
        do throws(SystemCallError) { all = try Linux.names(in: locations.names) } catch {
            throw StateError("looking through the names in \(locations.names)", error)
        }
        for name in all { try release(name, of: id) }
    }

    /// Gives a name back as ``release(_:of:)`` does, by moving its link elsewhere. False when it belongs to another.
    public func move(_ name: String, of id: String, to path: String) throws(StateError) -> Bool {
        guard try holder(of: name) == id else { return false }
        do throws(SystemCallError) { try rename("\(locations.names)/\(name)", to: path) } catch {
            throw StateError("giving back the container name \(name)", error)
        }
        return true
    }

    /// Gives a name back, if it still belongs to this container.
    public func release(_ name: String, of id: String) throws(StateError) {
        guard try holder(of: name) == id else { return }
        do throws(SystemCallError) { try removeFile("\(locations.names)/\(name)") } catch {
            if error.errno != .noEntry { throw StateError("giving back the container name \(name)", error) }
        }
    }
}
