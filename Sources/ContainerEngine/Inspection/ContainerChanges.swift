public import ContainerState
internal import OCISpecification
internal import Linux

/// One difference between a container's file system and its image.
public struct FileChange: Hashable, Sendable {
    public enum Kind: String, Sendable { case added = "A", changed = "C", deleted = "D" }
    public var kind: Kind
    public var path: String
}

extension Engine {
    /// What a container has changed in its file system, sorted by path.
    public func changes(_ container: ContainerDirectory) throws(EngineError) -> [FileChange] {
        switch ContainerRoot(try plan(container).root) {
        case .overlay(let upper, let lowers): return try LayerChanges.find(upper: upper, lowers: lowers)
        case .copy:
            return LayerChanges.own(try copiedTreeChanges(container).changes)
        case .given:
            throw EngineError(
                .unsupported, "the container \(container.id) was made with --rootfs: there is no image to compare with")
        }
    }

    /// Of a container that is a copy of its image.
    func copiedTreeChanges(_ container: ContainerDirectory) throws(EngineError) -> CopiedTreeChanges {
        guard case .copy(let tree, let lowers) = ContainerRoot(try plan(container).root) else {
            throw EngineError(.invalid, "the container \(container.id) is no copy of its image")
        }
        let copied = try system("looking at \(container.copied)") { () throws(SystemCallError) in
            try status(of: container.copied).changed
        }
        let owners = IdentityMap(try configuration(container).linux)
        var changes = CopiedTreeChanges(owners: owners, copied: copied, lacksDevices: host.rootless)
        try changes.compare(tree: tree, lowers: lowers)
        return changes
    }
}

/// Compares a directory in overlay form with those below it.
public enum LayerChanges {
    /// Where every container gets something of the engine's, which is no change of its own (as in podman).
    private static let engines: Set<String> = [
        "/dev", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/proc", "/run", "/run/.containerenv",
        "/run/secrets",
        "/run/apus-init", "/sys", "/etc/mtab", "/.dockerenv",
    ]

    /// Without the engine's, sorted by path.
    static func own(_ changes: [FileChange]) -> [FileChange] {
        changes.filter { !engines.contains($0.path) }.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// - Parameter lowers: top first.
    public static func find(upper: String, lowers: [String]) throws(EngineError) -> [FileChange] {
        do throws(SystemCallError) {
            var changes: [FileChange] = []
            let top = try open(upper, [.readOnly, .directory])
            _ = try compare(top, with: try LayeredDirectory(directories: lowers), path: "", into: &changes)
            return changes.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        } catch { throw EngineError("comparing \(upper) with the image", error) }
    }

    /// Answers whether anything in the directory has changed.
    private static func compare(
        _ upper: borrowing Descriptor, with lower: LayeredDirectory?, path: String, into changes: inout [FileChange]
    ) throws(SystemCallError) -> Bool {
        let before = changes.count
        var names: Set<ByteName> = []
        for entry in try upper.entries() {
            // What a mount program writes where it cannot make devices.
            if let mark = LayerMarks.upper.hidden(by: entry.name) {
                guard case .name(let name) = mark, try lower?.look(name) != nil else { continue }
                changes.append(FileChange(kind: .deleted, path: path + "/" + name.display))
                names.insert(name)
                continue
            }
            names.insert(entry.name)
            let place = path + "/" + entry.name.display
            if engines.contains(place) { continue }
            let status: FileStatus
            do throws(SystemCallError) {
                status = try Linux.status(of: entry.name, at: upper.number, followingLinks: false)
            } catch {
                if error.errno == .noEntry { continue }  // a running container took it away
                throw error
            }
            let old = try lower?.look(entry.name)?.status
            if status.isOverlayWhiteout {
                if old != nil { changes.append(FileChange(kind: .deleted, path: place)) }
                continue
            }
            guard status.kind == .directory else {
                changes.append(FileChange(kind: old == nil ? .added : .changed, path: place))
                continue
            }
            let directory: Descriptor
            do throws(SystemCallError) {
                directory = try open(entry.name, [.readOnly, .directory, .noFollow], at: upper.number)
            } catch {
                if error.errno == .noEntry || error.errno == .notDirectory { continue }
                throw error
            }
            guard let old else {
                changes.append(FileChange(kind: .added, path: place))
                _ = try compare(directory, with: nil, path: place, into: &changes)
                continue
            }
            let below = old.kind == .directory ? try lower?.directory(entry.name) : nil
            let inside = try compare(directory, with: below, path: place, into: &changes)
            // A directory is copied up for what is in it: that alone is no change of its own, but shows one inside.
            if inside || old.kind != .directory || old.permissions != status.permissions || old.user != status.user
                || old.group != status.group || old.modified != status.modified
            {
                changes.append(FileChange(kind: .changed, path: place))
            }
        }
        if let lower, try LayerMarks.upper.isOpaque(upper) {
            for name in try lower.names() where !names.contains(name) {
                let place = path + "/" + name.display
                if engines.contains(place) { continue }
                if try lower.look(name) != nil { changes.append(FileChange(kind: .deleted, path: place)) }
            }
        }
        return changes.count > before
    }
}
