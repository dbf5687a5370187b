internal import Linux

/// The files of an image in memory, built up layer by layer from the lowest: what each layer adds, changes and hides.
struct ImageContentTree {
    /// One file or directory that can be seen by now.
    final class Node {
        var status: FileStatus
        /// Bytes that count for it; of several names of a file in a layer the first counts.
        var bytes: Int64
        /// Nil for all but directories.
        var children: [ByteName: Node]?
        var target: ByteName?

        init(_ status: FileStatus, bytes: Int64, target: ByteName?) {
            self.status = status
            self.bytes = bytes
            self.target = target
            children = status.kind == .directory ? [:] : nil
        }

        /// Bytes of it and all below.
        var total: Int64 { (children ?? [:]).values.reduce(bytes) { $0 + $1.total } }
        var count: Int { (children ?? [:]).values.reduce(1) { $0 + $1.count } }
    }

    private(set) var root: Node?

    /// Lays one more layer on top and tells what it does.
    mutating func add(_ directory: String) throws(EngineError) -> LayerContents {
        var layer = LayerContents()
        do throws(SystemCallError) {
            let top = try open(directory, [.readOnly, .directory])
            let status = try top.status()
            let node = root ?? Node(status, bytes: 0, target: nil)
            node.status = status
            root = node
            var links: Set<UInt64> = []
            try lay(top, on: node, path: "", LayerMarks(ofTree: directory), &layer, &links)
        } catch { throw EngineError("reading the layer \(directory)", error) }
        layer.entries.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        return layer
    }

    private func lay(
        _ directory: borrowing Descriptor, on node: Node, path: String, _ marks: LayerMarks, _ layer: inout LayerContents,
        _ links: inout Set<UInt64>
    ) throws(SystemCallError) {
        var entries = try directory.entries()
        var hidden: [ByteName] = []
        if marks.hasNames {
            entries.removeAll { entry in
                guard let mark = marks.hidden(by: entry.name) else { return false }
                if case .name(let name) = mark { hidden.append(name) }
                return true
            }
        }
        let kept = Set(entries.map(\.name))
        for name in hidden {
            guard let old = node.children?[name] else { continue }
            // What is there again hides what was there, with all below it.
            if kept.contains(name) {
                if old.children != nil { old.children = [:] }
                continue
            }
            node.children?[name] = nil
            layer.add(.deleted, "\(path)/\(name.display)", bytes: 0, hides: old.total, files: old.count)
        }
        if try marks.isOpaque(directory) {
            for (name, child) in node.children ?? [:] where !kept.contains(name) {
                node.children?[name] = nil
                layer.add(.deleted, "\(path)/\(name.display)", bytes: 0, hides: child.total, files: child.count)
            }
            // What is there again hides what was there, with all below it.
            for name in kept { if let child = node.children?[name], child.children != nil { child.children = [:] } }
        }
        for entry in entries {
            let status = try Linux.status(of: entry.name, at: directory.number, followingLinks: false)
            let place = "\(path)/\(entry.name.display)"
            let old = node.children?[entry.name]
            if status.isOverlayWhiteout {
                guard let old else { continue }
                node.children?[entry.name] = nil
                layer.add(.deleted, place, bytes: 0, hides: old.total, files: old.count)
                continue
            }
            if status.kind == .directory {
                let inside = try open(entry.name, [.readOnly, .directory, .noFollow], at: directory.number)
                if let old, old.children != nil {
                    if !old.status.looksLike(status) { layer.add(.changed, place, bytes: 0, hides: 0, files: 1) }
                    old.status = status
                    try lay(inside, on: old, path: place, marks, &layer, &links)
                } else {
                    let new = Node(status, bytes: 0, target: nil)
                    node.children?[entry.name] = new
                    layer.add(old == nil ? .added : .changed, place, bytes: 0, hides: old?.total ?? 0, files: 1)
                    try lay(inside, on: new, path: place, marks, &layer, &links)
                }
                continue
            }
            var bytes = status.kind == .file ? status.size : 0
            if status.links > 1, !links.insert(status.inode).inserted { bytes = 0 }
            let target = status.kind == .symlink ? try readSymlink(entry.name, at: directory.number) : nil
            node.children?[entry.name] = Node(status, bytes: bytes, target: target)
            layer.add(old == nil ? .added : .changed, place, bytes: bytes, hides: old?.total ?? 0, files: 1)
        }
    }

    /// What is different here from another image.
    func changes(since other: ImageContentTree) -> [FileChange] {
        var changes: [FileChange] = []
        if let root { Self.compare(root, with: other.root, path: "", into: &changes) }
        return changes.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private static func compare(_ node: Node, with old: Node?, path: String, into changes: inout [FileChange]) {
        for (name, child) in node.children ?? [:] {
            let place = "\(path)/\(name.display)"
            let before = old?.children?[name]
            if let before {
                let count = changes.count
                if child.children != nil, before.children != nil { compare(child, with: before, path: place, into: &changes) }
                if changes.count > count || !child.isSame(as: before) { changes.append(FileChange(kind: .changed, path: place)) }
            } else {
                changes.append(FileChange(kind: .added, path: place))
                if child.children != nil { compare(child, with: nil, path: place, into: &changes) }
            }
        }
        for name in (old?.children ?? [:]).keys where node.children?[name] == nil {
            changes.append(FileChange(kind: .deleted, path: "\(path)/\(name.display)"))
        }
    }
}

extension ImageContentTree.Node {
    /// The same file of the same layer, or one that looks like it.
    fileprivate func isSame(as other: ImageContentTree.Node) -> Bool {
        if status.device == other.status.device, status.inode == other.status.inode { return true }
        guard status.kind == other.status.kind, status.looksLike(other.status), target == other.target else { return false }
        return status.kind == .directory || (status.size == other.status.size && status.modified == other.status.modified)
    }
}

extension FileStatus {
    /// The same permissions and owners.
    fileprivate func looksLike(_ other: FileStatus) -> Bool {
        permissions == other.permissions && user == other.user && group == other.group
    }
}
