internal import Linux
public import OCISpecification

/// The names of images: one small file each, replaced in one step.
public struct NameStore: Sendable {
    public let layout: StoreLayout

    /// The directory of the names.
    let root: String

    /// - Parameter root: another directory than that of the images' names.
    public init(layout: StoreLayout, root: String? = nil) {
        self.layout = layout
        self.root = root ?? layout.names
    }

    /// What a name stands for, or nil when it stands for nothing.
    public func read(_ name: ImageName) throws(ImageStoreError) -> NameRecord? {
        let (directory, file) = try place(of: name)
        return try record("\(directory)/\(file)", of: name.description)
    }

    /// Gives a name; what it stood for before loses it.
    /// - Parameter flush: wait until the name is on the disk.
    public func write(_ record: NameRecord, as name: ImageName, flush: Bool) throws(ImageStoreError) {
        let (directory, file) = try place(of: name)
        try storing("naming the image", name.description) { () throws(SystemCallError) in
            // An empty repository directory may be taken away by another process at any moment.
            for attempt in 1... {
                do throws(SystemCallError) {
                    if try makeDirectories(directory, mode: 0o700), flush { try flushDirectories(above: directory) }
                    return try AtomicRecord.write(record.bytes(), to: file, in: directory, flush: flush)
                } catch {
                    guard error.errno == .noEntry, attempt < 10 else { throw error }
                }
            }
        }
    }

    /// Takes a name away; false when there was none.
    @discardableResult
    public func remove(_ name: ImageName) throws(ImageStoreError) -> Bool {
        let (directory, file) = try place(of: name)
        do throws(SystemCallError) { try removeFile("\(directory)/\(file)") } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return false }
            throw ImageStoreError("untagging", name.description, error)
        }
        // Directories that hold nothing more go too; one that is not empty stops the walk.
        var path = directory
        while path.utf8.count > root.utf8.count, (try? removeDirectory(path)) != nil,
            let slash = path.lastIndex(of: "/")
        { path = String(path[..<slash]) }
        return true
    }

    // MARK: Images without a name

    /// Keeps an image that has no name.
    public func keepUntagged(_ record: NameRecord, flush: Bool = false) throws(ImageStoreError) {
        try storing("keeping the untagged image", record.id.description) { () throws(SystemCallError) in
            try makeDirectories(layout.untagged, mode: 0o700)
            try AtomicRecord.write(record.bytes(), to: record.manifest.digest.hex, in: layout.untagged, flush: flush)
        }
    }

    @discardableResult
    public func removeUntagged(manifest: Digest) throws(ImageStoreError) -> Bool {
        do throws(SystemCallError) {
            try removeFile("\(layout.untagged)/\(manifest.hex)")
            return true
        } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return false }
            throw ImageStoreError("removing the untagged image", manifest.description, error)
        }
    }

    // MARK: Lists

    /// One record as it was found.
    public struct Listed: Sendable {
        /// Nil for an image without a name.
        public var name: ImageName?
        public var record: NameRecord
    }

    /// A record that cannot be read.
    public struct Damaged: Hashable, Sendable {
        public var path: String
        public var cause: String
        /// It was written in an earlier boot: a power cut left it unfinished.
        public var isUnfinished: Bool
    }

    /// All names and untagged images; records that cannot be read are told apart.
    public func all() throws(ImageStoreError) -> (listed: [Listed], damaged: [Damaged]) {
        var walk = NameWalk()
        try storing("listing", root) { () throws(SystemCallError) in try walk.run(below: root) }
        return (walk.listed, walk.damaged)
    }

    // MARK: Files

    private func place(of name: ImageName) throws(ImageStoreError) -> (directory: String, file: String) {
        guard let directory = name.directory, let file = name.fileName else {
            throw ImageStoreError(.invalid, "looking up", name.description, cause: "this cannot be a name of an image")
        }
        return ("\(root)/\(directory)", file)
    }

    private func record(_ path: String, of name: String) throws(ImageStoreError) -> NameRecord? {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(path, limit: 65536) } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return nil }
            throw ImageStoreError("looking up", name, error)
        }
        do throws(RecordText.Fault) { return try NameRecord(parsing: bytes) } catch {
            if case .torn = error, RecordText.bootIdentity(of: bytes) != BootIdentity.current {
                return nil  // what a power cut left unfinished: there is no such name yet
            }
            throw ImageStoreError(
                .damaged, "looking up", name, cause: "the record \(path) \(error)",
                nextStep: "pull or tag the image again, or remove that file")
        }
    }

    /// New directories reach the disk only with the directory that holds them.
    private func flushDirectories(above directory: String) throws(SystemCallError) {
        var path = directory
        while path.utf8.count > root.utf8.count, let slash = path.lastIndex(of: "/") {
            path = String(path[..<slash])
            try open(path, [.readOnly, .directory]).flush()
        }
    }
}

extension RecordText.Fault: CustomStringConvertible {
    var description: String {
        switch self {
        case .torn(let why): "is damaged: \(why)"
        case .newerVersion(let version): "has version \(version); this apus reads version 1: upgrade it"
        }
    }
}
