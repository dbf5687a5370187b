/// What gives a container its root file system. A store keeps the one that it was made with.
public enum StorageDriver: String, Sendable, CaseIterable {
    /// The layers of the image lie below a directory of the container's own, as overlayfs shows them.
    case overlay
    /// A copy of the image for each container: slow and large, and all that it asks of the file system is to keep files.
    case vfs
}

/// How whiteouts of a layer are kept in its unpacked tree.
public enum LayerForm: String, Sendable {
    /// As overlayfs of the kernel reads them: devices 0:0 and attributes.
    case devices = "diff"
    /// As files `.wh.NAME`, which mount programs read.
    case names = "diff.names"
    /// As files `..wh.NAME`: file systems that are layers themselves may keep the other two for themselves.
    case marks = "diff.marks"

    /// The form of a layer's tree, which its directory is named after.
    public init(ofTree path: some StringProtocol) {
        self = path.hasSuffix("/diff.names") ? .names : path.hasSuffix("/diff.marks") ? .marks : .devices
    }

    /// The name of the tree in a layer's directory.
    public var treeName: String { rawValue }
}
