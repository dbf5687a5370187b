internal import Linux

/// Directories whose look is set when no more files come: a file made in one moves its times, and one that may not be
/// written would refuse files.
final class DirectoryFinisher {
    private struct Waiting {
        var path: [UInt8]
        var entry: TarEntry
        var owner: (user: UInt32, group: UInt32)?
        var needsMode: Bool
        /// No entry says how it looks.
        var isImplied: Bool
    }
    private var waiting: [Waiting] = []
    /// Made because an entry needed them; those that no entry described afterwards are told to the caller.
    var implied: [[UInt8]] = []

    /// - Parameter path: where the directory really is; empty for the root.
    func wait(
        for path: [UInt8], _ entry: TarEntry, owner: (user: UInt32, group: UInt32)?, needsMode: Bool, isImplied: Bool = false
    ) {
        waiting.append(Waiting(path: path, entry: entry, owner: owner, needsMode: needsMode, isImplied: isImplied))
    }

    /// Works from the last to the first: what an archive says last counts, and children come before a parent that may
    /// not be entered any more.
    func finish(_ extractor: TreeExtractor) throws(ArchiveError) {
        var chain = DirectoryChain(root: extractor.root, onCreate: nil)
        var seen: Set<[UInt8]> = []
        var described: Set<[UInt8]> = []
        for directory in waiting.reversed() where seen.insert(directory.path).inserted {
            if !directory.isImplied { described.insert(directory.path) }
            let path = EntryPath(directory.path)
            let opened: Descriptor
            do throws(SystemCallError) {
                let parent = try chain.directory(path.parent)
                let leaf = path.isRoot ? "." : ByteName(path.leaf)
                opened = try open(leaf, [.readOnly, .directory, .noFollow], at: parent.number)
            } catch {
                // A later entry or whiteout took its place.
                if error.errno == .noEntry || error.errno == .notDirectory || error.errno == .loop { continue }
                throw extractor.failure("open", error, directory.entry)
            }
            try extractor.setLook(
                ofDirectory: opened, directory.entry, owner: directory.owner, needsMode: directory.needsMode)
        }
        waiting = []
        extractor.summary.impliedDirectories = implied.filter { !described.contains($0) }.map { ByteName($0) }
    }
}

/// How a directory looks that an archive implies by a longer name and never describes.
struct ImpliedDirectoryLook {
    /// The layers below, topmost first.
    let layers: [String]
    let owners: ExtractionOptions.Owners
    let umask: UInt32
    let finisher: DirectoryFinisher

    /// Takes the look from the topmost layer that has the directory: in the merged tree this one will cover it.
    func give(to made: OpenDirectory) throws(SystemCallError) {
        finisher.implied.append(made.path)
        for layer in layers {
            if let entry = try look(of: made.path, in: layer) {
                return finisher.wait(for: made.path, entry, owner: (entry.user, entry.group), needsMode: true, isImplied: true)
            }
        }
        // Nobody tells: the mode that everybody expects, whatever the umask happens to be.
        if umask & 0o755 != 0 { try setPermissions(made.descriptor.procPath, 0o755) }
        if case .fixed(let user, let group) = owners {
            try setOwner(made.descriptor.procPath, user: user, group: group, followingLinks: true)
        }
        // Without a time of its own it has the same one in every layer: the trees of two unpackings are equal.
        finisher.wait(
            for: made.path, TarEntry(name: ByteName(made.path), kind: .directory, permissions: 0o755, modified: Self.time), owner: nil,
            needsMode: false, isImplied: true)
    }

    /// The time of a directory that nobody describes.
    private static let time = FileStatus.Time(seconds: 0)

    private func look(of path: [UInt8], in layer: String) throws(SystemCallError) -> TarEntry? {
        let root = try open(layer, [.path, .directory])
        do throws(SystemCallError) {
            let lower = try open(ByteName(path), in: root, [.directory, .noFollow])
            let status = try lower.status()
            var attributes: [ExtendedAttribute] = []
            for name in try lower.extendedAttributeNames() {
                // Opaqueness is the lower layer's alone.
                if name.bytes.starts(with: "trusted.overlay.".utf8) || name.bytes.starts(with: "user.overlay.".utf8) {
                    continue
                }
                guard let value = try lower.extendedAttribute(name) else { continue }
                attributes.append(ExtendedAttribute(name: name, value: value))
            }
            return TarEntry(
                name: ByteName(path), kind: .directory, permissions: status.permissions, user: status.user,
                group: status.group, modified: status.modified, extendedAttributes: attributes)
        } catch {
            // Not in this layer, or something else there: the next one may have it.
            if error.errno == .noEntry || error.errno == .notDirectory || error.errno == .loop { return nil }
            throw error
        }
    }
}
