internal import Linux
public import OCISpecification

/// The image store: contents, unpacked layers and names below one directory. Any number of processes and threads use it at
/// once; there is nothing to open or to close.
public struct ImageStore: Sendable {
    public let layout: StoreLayout
    public let mode: StoreMode
    /// What `inspect` names as the driver.
    public var driver = StorageDriver.overlay
    public var content: ContentStore
    public let layers: LayerStore
    /// Stores of others, which are read when something is not in this one, and never written.
    public let additional: [StoreLayout]
    public let names: NameStore

    /// - Parameter root: such as `/var/lib/apus/images`; made when something is stored.
    /// - Parameter additional: stores that are only read.
    public init(root: String, mode: StoreMode = .privileged, form: LayerForm = .devices, additional: [StoreLayout] = []) {
        layout = StoreLayout(root: root, form: form)
        self.mode = mode
        self.additional = additional
        content = ContentStore(layout: layout, additional: self.additional)
        layers = LayerStore(layout: layout, options: mode.extraction(form), additional: self.additional)
        names = NameStore(layout: layout)
    }

    /// Makes the directories; the content directory is an OCI image layout.
    public func prepare() throws(ImageStoreError) {
        try storing("preparing the image store", layout.root) { () throws(SystemCallError) in
            // Layers are reached through these by containers in user namespaces; lists are the owner's alone.
            try makeDirectories(layout.layers, mode: 0o711)
            try makeDirectories("\(layout.blobs)/sha256", mode: 0o700)
            try makeDirectories(layout.names, mode: 0o700)
            // The marker is last: where it is, all of it is there.
            let marker = "\(layout.content)/oci-layout"
            if try !exists(marker) {
                try AtomicRecord.write(
                    Array(#"{"schemaVersion":2,"manifests":[]}"#.utf8), to: "index.json", in: layout.content,
                    flush: false)
                try AtomicRecord.write(
                    Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8), to: "oci-layout", in: layout.content, flush: false)
            }
        }
    }

    /// Starts a change that brings content: a pull, a load, a build, a commit.
    public func beginTransfer() throws(ImageStoreError) -> ImageTransfer {
        try prepare()
        // What killed commands left goes away little by little; not being able to is no reason to fail.
        try? IngestSweep.run(layout: layout)
        return try ImageTransfer(store: self)
    }

    /// Waits until everything stored so far is on the disk, and marks these layers as lasting.
    public func flush(layers identities: [Digest] = []) throws(ImageStoreError) {
        try storing("flushing the image store", layout.root) { () throws(SystemCallError) in
            try open(layout.root, [.readOnly, .directory]).flushFileSystem()
        }
        try layers.markFlushed(identities)
    }

    /// Where the trees of an image lie, topmost first, as overlayfs wants them. An image without layers has an empty one.
    public func lowerDirectories(diffIDs: [Digest]) throws(ImageStoreError) -> [String] {
        if diffIDs.isEmpty {
            let empty = "\(layout.layers)/.empty"
            _ = try storing("making the empty layer", empty) { () throws(SystemCallError) in
                try makeDirectories(empty, mode: 0o755)
            }
            return [empty]
        }
        return try layers.lowerDirectories(diffIDs: diffIDs)
    }
}
