internal import ContainerState
internal import Linux

/// Compares the tree of a container that is a copy of its image with the image.
///
/// A file that was not touched since the copy was made counts as the same; of any other, looks, attributes and contents are compared.
struct CopiedTreeChanges {
    /// How the ids of the image are in the tree.
    let owners: IdentityMap
    /// What was changed before that moment was changed by copying.
    let copied: FileStatus.Time
    /// In a user namespace nobody may make devices, so that the copy has none.
    let lacksDevices: Bool

    /// For `diff`; sorted by the caller.
    private(set) var changes: [FileChange] = []
    /// For a layer: what is new or other, with all directories above.
    private(set) var kept: Set<ByteName> = []
    /// For a layer: what is gone.
    private(set) var deleted: [ByteName] = []

    init(owners: IdentityMap, copied: FileStatus.Time, lacksDevices: Bool) {
        self.owners = owners
        self.copied = copied
        self.lacksDevices = lacksDevices
    }

    mutating func compare(tree: String, lowers: [String]) throws(EngineError) {
        do throws(SystemCallError) {
            let top = try open(tree, [.readOnly, .directory])
            _ = try compare(top, with: try LayeredDirectory(directories: lowers), path: [])
        } catch { throw EngineError("comparing \(tree) with the image", error) }
    }

    /// Answers whether anything in the directory has changed.
    private mutating func compare(
        _ directory: borrowing Descriptor, with lower: LayeredDirectory?, path: [UInt8]
    ) throws(SystemCallError) -> Bool {
        var hasChanged = false
        var names: Set<ByteName> = []
        for entry in try directory.entries() {
            names.insert(entry.name)
            let place = path.isEmpty ? entry.name : ByteName(path + [0x2f] + entry.name.bytes)
            guard let status = try Self.status(entry.name, in: directory) else { continue }
            let old = try lower?.look(entry.name)
            guard status.kind == .directory else {
                if let old, let part = lower?.parts[old.part],
                    try isSame(entry.name, status, in: directory, old.status, in: part.descriptor)
                {
                    continue
                }
                note(old == nil ? .added : .changed, place)
                hasChanged = true
                continue
            }
            guard let inside = try Self.enter(entry.name, in: directory) else { continue }
            guard let old else {
                note(.added, place)
                _ = try compare(inside, with: nil, path: place.bytes)
                hasChanged = true
                continue
            }
            let below = old.status.kind == .directory ? try lower?.directory(entry.name) : nil
            let isOther = old.status.kind != .directory || !looksSame(status, old.status) || status.modified != old.status.modified
            let insideChanged = try compare(inside, with: below, path: place.bytes)
            if insideChanged || isOther {
                note(.changed, place)
                hasChanged = true
            }
        }
        for name in try lower?.names() ?? [] where !names.contains(name) {
            guard let old = try lower?.look(name), isCopied(old.status) else { continue }
            let place = path.isEmpty ? name : ByteName(path + [0x2f] + name.bytes)
            changes.append(FileChange(kind: .deleted, path: "/" + place.display))
            deleted.append(place)
            hasChanged = true
        }
        return hasChanged
    }

    private mutating func note(_ kind: FileChange.Kind, _ place: ByteName) {
        changes.append(FileChange(kind: kind, path: "/" + place.display))
        kept.insert(place)
    }

    private func isCopied(_ status: FileStatus) -> Bool {
        switch status.kind {
        case .socket, .unknown: false
        case .characterDevice, .blockDevice: !lacksDevices
        default: true
        }
    }

    private func looksSame(_ new: FileStatus, _ old: FileStatus) -> Bool {
        let owner = owners.outside(user: old.user, group: old.group)
        return new.permissions == old.permissions && new.user == owner.user && new.group == owner.group
    }

    private func isSame(
        _ name: ByteName, _ new: FileStatus, in directory: borrowing Descriptor, _ old: FileStatus, in layer: borrowing Descriptor
    ) throws(SystemCallError) -> Bool {
        guard new.kind == old.kind, looksSame(new, old), new.modified == old.modified else { return false }
        switch new.kind {
        case .symlink: return try readSymlink(name, at: directory.number) == readSymlink(name, at: layer.number)
        case .characterDevice, .blockDevice: return new.deviceMajor == old.deviceMajor && new.deviceMinor == old.deviceMinor
        case .file: break
        default: return true
        }
        guard new.size == old.size else { return false }
        if (new.changed.seconds, new.changed.nanoseconds) < (copied.seconds, copied.nanoseconds) { return true }
        do throws(SystemCallError) {
            let mine = try open(name, [.readOnly, .noFollow, .nonBlocking], at: directory.number)
            let theirs = try open(name, [.readOnly, .noFollow, .nonBlocking], at: layer.number)
            guard try attributes(of: mine) == attributes(of: theirs) else { return false }
            return try FileContents.areSame(mine, theirs, size: new.size)
        } catch {
            if error.errno == .noEntry || error.errno == .loop { return false }  // it has just become something else
            throw error
        }
    }

    /// What a layer keeps of a file's attributes.
    private func attributes(of file: borrowing Descriptor) throws(SystemCallError) -> [ByteName: [UInt8]] {
        var found: [ByteName: [UInt8]] = [:]
        for name in try file.extendedAttributeNames() {
            let text = name.display
            guard text == "security.capability" || (text.hasPrefix("user.") && !text.hasPrefix("user.overlay.")) else { continue }
            found[name] = try file.extendedAttribute(name)
        }
        return found
    }

    /// Nil: a running container took it away.
    private static func status(_ name: ByteName, in directory: borrowing Descriptor) throws(SystemCallError) -> FileStatus? {
        do throws(SystemCallError) { return try Linux.status(of: name, at: directory.number, followingLinks: false) } catch {
            if error.errno == .noEntry { return nil }
            throw error
        }
    }

    private static func enter(_ name: ByteName, in directory: borrowing Descriptor) throws(SystemCallError) -> Descriptor? {
        do throws(SystemCallError) { return try open(name, [.readOnly, .directory, .noFollow], at: directory.number) } catch {
            if error.errno == .noEntry || error.errno == .notDirectory || error.errno == .loop { return nil }
            throw error
        }
    }
}

extension FileContents {
    /// Whether two files of the same size have the same bytes.
    static func areSame(
        _ one: borrowing Descriptor, _ other: borrowing Descriptor, size: Int64
    ) throws(SystemCallError) -> Bool {
        var left = size
        while left > 0 {
            let block = try one.read(upTo: Int(min(left, 1 << 18)))
            let second = try other.read(upTo: max(block.count, 1))
            guard !block.isEmpty, block == second else { return block.isEmpty && second.isEmpty }
            left -= Int64(block.count)
        }
        return true
    }
}
