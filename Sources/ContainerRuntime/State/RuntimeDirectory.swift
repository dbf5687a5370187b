internal import JSONText
public import Linux

/// The directory of one container below the runtime's root.
public struct RuntimeDirectory: Sendable {
    public let path: String
    public let id: String

    /// The rules of runc: what others accept as a name has to be accepted, and nothing may lead out of the root.
    public init(root: String, id: String) throws(RuntimeError) {
        var allowed = !id.isEmpty && id != "." && id != ".." && id.utf8.count <= 1024
        for byte in id.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 95, 43, 45, 46: break  // digits, letters, _ + - .
            default: allowed = false
            }
        }
        if !allowed {
            throw RuntimeError(
                .invalidConfiguration, doing: "name a container", subject: "\"\(id)\"",
                cause: "only letters, digits and _ + - . may stand in a name")
        }
        self.id = id
        path = "\(root)/\(id)"
    }

    public var recordPath: String { "\(path)/state.json" }
    public var configurationPath: String { "\(path)/config.json" }
    public var filterPath: String { "\(path)/seccomp.bpf" }
    public var releasePath: String { "\(path)/start.sock" }

    /// Takes the name: `EEXIST` is the check that it is free. What a killed maker left of it is taken away.
    public func make() throws(RuntimeError) -> DirectoryClaim {
        if let claim = try DirectoryClaim.make(self) { return claim }
        throw RuntimeError(
            .alreadyExists, doing: "create container", subject: id, cause: "a container with this name exists; delete it first")
    }

    public func write(_ record: RuntimeRecord) throws(RuntimeError) {
        do {
            try replaceFile(recordPath, with: try JSON.encode(record), mode: 0o600)
        } catch { throw RuntimeError(doing: "write the record of container", subject: recordPath, cause: "\(error)") }
    }

    public func read() throws(RuntimeError) -> RuntimeRecord {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(recordPath, limit: 16 << 20) } catch {
            if error.errno == .noEntry || error.errno == .notDirectory {
                throw RuntimeError(
                    .noSuchContainer, doing: "find container", subject: id, cause: "container does not exist")
            }
            throw RuntimeError(doing: "read the record of container", subject: recordPath, cause: error)
        }
        do throws(JSONError) { return try JSON.decode(RuntimeRecord.self, from: bytes) } catch {
            throw RuntimeError(
                .wrongState, doing: "read the record of container", subject: recordPath,
                cause: "\(error); `delete --force \(id)` removes what is left of it")
        }
    }

    /// The container's filter of system calls; empty when it has none.
    public func filter() throws(RuntimeError) -> [UInt8] {
        do throws(SystemCallError) { return try readFile(filterPath, limit: 1 << 20) } catch {
            if error.errno == .noEntry { return [] }
            throw RuntimeError(doing: "read the seccomp filter of container", subject: id, cause: error)
        }
    }

    /// Takes the directory away, with whatever is in it.
    public func remove() throws(RuntimeError) {
        // The names that are there as a rule; anything else is found by the walk.
        for file in [recordPath, configurationPath, filterPath, releasePath] { _ = try? removeFile(file) }
        do throws(SystemCallError) {
            do throws(SystemCallError) { try removeDirectory(path) } catch {
                if error.errno != .noEntry { try removeTree(path) }
            }
        } catch { throw RuntimeError(doing: "remove the directory of container", subject: path, cause: error) }
    }
}

/// The first process of a container, if it still lives.
public struct LivingContainer: ~Copyable {
    public let pid: Int32
    public let descriptor: Descriptor

    /// Nil when it has ended. The descriptor comes first: only then does the check say something about what it means.
    public init?(_ record: borrowing RuntimeRecord) throws(RuntimeError) {
        guard record.pid > 0 else { return nil }
        do throws(SystemCallError) {
            let descriptor = try openProcess(record.pid)
            guard try ProcessStart.bootID() == record.bootID, let found = ProcessStart.of(record.pid),
                found.ticks == record.processStart, found.state != 90, found.state != 88  // Z, X
            else { return nil }
            pid = record.pid
            self.descriptor = descriptor
        } catch {
            if error.errno == .noProcess { return nil }
            throw RuntimeError(doing: "look for the process of container", subject: record.id, cause: error)
        }
    }
}
