/// What one layer of an image does to what lies below it.
public struct LayerContents: Sendable {
    public struct Entry: Sendable {
        public var kind: FileChange.Kind
        public var path: String
        /// Of the file itself.
        public var bytes: Int64
        /// Of what it hides.
        public var hides: Int64
    }
    public struct Total: Sendable {
        public var files = 0
        public var bytes: Int64 = 0
    }
    /// Sorted by path.
    public var entries: [Entry] = []
    public var added = Total()
    public var changed = Total()
    /// What lies below and cannot be seen any more, because it was changed or deleted.
    public var hidden = Total()

    /// - Parameter files: how many go with a deleted directory, else 1.
    mutating func add(_ kind: FileChange.Kind, _ path: String, bytes: Int64, hides: Int64, files: Int) {
        entries.append(Entry(kind: kind, path: path, bytes: bytes, hides: hides))
        switch kind {
        case .added:
            added.files += 1
            added.bytes += bytes
        case .changed:
            changed.files += 1
            changed.bytes += bytes
        case .deleted: break
        }
        if kind == .deleted || hides > 0 { hidden.files += files }
        hidden.bytes += hides
    }
}
