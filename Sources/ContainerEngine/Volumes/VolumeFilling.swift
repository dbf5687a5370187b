internal import Linux

/// Fills a new volume with what the image has at the place where it is mounted, as docker and podman do.
enum VolumeFilling {
    /// Copies the directory `destination` of a container's root file system into the empty directory `path`, with owner,
    /// mode and attributes of the directory itself; owners as `owners` maps them. Nothing happens where the image has no such directory.
    static func fill(
        _ path: String, from destination: String, of files: LayeredFiles, owners: IdentityMap = .unchanged
    ) throws(EngineError) {
        guard let place = try files.locate(destination), place.kind == .directory else { return }
        let doing = "copying \(destination) of the image into the volume \(path)"
        do throws(SystemCallError) {
            let layers = try LayeredDirectory(directories: files.directories).descend(place.relative)
            let target = try open(path, [.readOnly, .directory, .noFollow])
            try LayeredCopy(target: target, owners: owners).run(layers)
        } catch { throw EngineError(doing, error) }
    }
}

/// A directory that lies in several layers at once, as overlayfs shows it.
struct LayeredDirectory {
    /// The parts of it that count, top first: nothing below a mark that hides it.
    let parts: [OpenDirectory]

    /// Arrays cannot hold owners of descriptors: each lives in an object.
    final class OpenDirectory {
        let descriptor: Descriptor
        let marks: LayerMarks
        init(_ descriptor: consuming Descriptor, _ marks: LayerMarks) {
            self.descriptor = descriptor
            self.marks = marks
        }
        var number: CInt { descriptor.number }
    }

    private init(parts: [OpenDirectory]) { self.parts = parts }

    init(directories: [String]) throws(SystemCallError) {
        var parts: [OpenDirectory] = []
        for path in directories { parts.append(OpenDirectory(try open(path, [.readOnly, .directory]), LayerMarks(ofTree: path))) }
        self.parts = parts
    }

    /// The directory at a path without symlinks.
    func descend(_ path: String) throws(SystemCallError) -> LayeredDirectory {
        var here = self
        for name in path.split(separator: "/") where name != "." { here = try here.directory(ByteName(String(name))) }
        return here
    }

    /// What a name stands for: its status and the layer that shows it, top first; nil where nothing is visible.
    func look(_ name: ByteName) throws(SystemCallError) -> (status: FileStatus, part: Int)? {
        for (index, part) in parts.enumerated() {
            guard let status = try Self.status(name, in: part) else {
                if try part.marks.hides(name, in: part.descriptor) { return nil }
                continue
            }
            return status.isOverlayWhiteout ? nil : (status, index)
        }
        return nil
    }

    func directory(_ name: ByteName) throws(SystemCallError) -> LayeredDirectory {
        var inside: [OpenDirectory] = []
        for part in parts {
            let hidesBelow = try part.marks.hides(name, in: part.descriptor)
            guard let status = try Self.status(name, in: part) else {
                if hidesBelow { break }
                continue
            }
            guard status.kind == .directory else { break }
            let opened = try open(name, [.readOnly, .directory, .noFollow], at: part.number)
            let isOpaque = try part.marks.isOpaque(opened)
            inside.append(OpenDirectory(opened, part.marks))
            if isOpaque || hidesBelow { break }
        }
        return LayeredDirectory(parts: inside)
    }

    /// The names that any layer has, each once.
    func names() throws(SystemCallError) -> [ByteName] {
        if parts.count == 1, !parts[0].marks.hasNames { return try parts[0].descriptor.entries().map(\.name) }
        var seen: Set<ByteName> = []
        var names: [ByteName] = []
        for part in parts {
            for entry in try part.descriptor.entries() where part.marks.hidden(by: entry.name) == nil && seen.insert(entry.name).inserted {
                names.append(entry.name)
            }
        }
        return names
    }

    private static func status(_ name: ByteName, in part: OpenDirectory) throws(SystemCallError) -> FileStatus? {
        do throws(SystemCallError) {
            return try Linux.status(of: name, at: part.number, followingLinks: false)
        } catch {
            if error.errno == .noEntry { return nil }
            throw error
        }
    }
}

extension FileStatus {
    /// Whether overlayfs takes this for the mark that a name of a lower layer is gone.
    var isOverlayWhiteout: Bool { kind == .characterDevice && deviceMajor == 0 && deviceMinor == 0 }
}
