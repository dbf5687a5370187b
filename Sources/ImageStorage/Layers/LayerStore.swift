public import Archives
internal import Linux
public import OCISpecification

/// The unpacked layers, each once for all images: lower directories of overlayfs.
///
/// A layer lies under its diff id, so layers unpack in any order and images with different parents share them. One whose
/// archive leaves out directories that it needs looks different over different parents: for such a parent it lies under
/// its chain id too.
public struct LayerStore: Sendable {
    public let layout: StoreLayout
    /// How files are made: as root, or by a user in a namespace.
    public let options: ExtractionOptions

    static let recordName = "layer"
    /// The directories that a layer's archive only implies, each ended by a NUL.
    static let impliedName = "implied"
    /// Made in a layer's directory once everything below is on the disk.
    static let flushedName = "flushed"

    /// Stores that are only read.
    let additional: [StoreLayout]

    public init(layout: StoreLayout, options: ExtractionOptions, additional: [StoreLayout] = []) {
        self.layout = layout
        self.options = options
        self.additional = additional
    }

    /// Whether the layer is unpacked and whole. One that a power cut left unfinished is moved out of the way.
    public func isReady(_ identity: Digest) throws(ImageStoreError) -> Bool {
        let path = layout.layer(identity)
        do throws(SystemCallError) {
            if try exists("\(path)/\(Self.flushedName)") { return true }
            guard try exists(path) else { return try elsewhere(identity) != nil }
        } catch { throw ImageStoreError("looking for the layer", identity.description, error) }
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile("\(path)/\(Self.recordName)", limit: 65536) } catch {
            guard error.errno == .noEntry else {
                throw ImageStoreError("reading the layer", identity.description, error)
            }
            bytes = []
        }
        // Without the flushed mark only this boot's own layers can be trusted.
        if (try? LayerRecord(parsing: bytes)) != nil, RecordText.bootIdentity(of: bytes) == BootIdentity.current {
            return true
        }
        try moveToTrash(identity)
        return false
    }

    /// What is remembered of a layer, or nil when it is not unpacked.
    public func record(of identity: Digest) throws(ImageStoreError) -> LayerRecord? {
        let path = "\(layout.layer(identity))/\(Self.recordName)"
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(path, limit: 65536) } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return try recordElsewhere(identity) }
            throw ImageStoreError("reading the layer", identity.description, error)
        }
        do throws(RecordText.Fault) { return try LayerRecord(parsing: bytes) } catch {
            throw ImageStoreError(
                .damaged, "reading the record", path, cause: "\(error)",
                nextStep: "`apus system check --repair` unpacks the layer again")
        }
    }

    /// Where the trees of an image lie, topmost first, as overlayfs wants them.
    /// - Parameter diffIDs: lowest first, as the image's configuration has them.
    public func lowerDirectories(diffIDs: [Digest]) throws(ImageStoreError) -> [String] {
        var found: [String] = []
        found.reserveCapacity(diffIDs.count)
        let chain = Self.chainIDs(diffIDs)
        for (diff, chain) in zip(diffIDs, chain).reversed() {
            if chain != diff, try isReady(chain) {
                found.append(try tree(of: chain))
            } else if try isReady(diff) {
                found.append(try tree(of: diff))
            } else {
                throw ImageStoreError(
                    .missing, "finding the layer", diff.description, cause: "\(layout.layer(diff)) is not there",
                    nextStep: "`apus system check --repair` unpacks it again from its blob")
            }
        }
        // The same layer twice shows nothing more the second time, and overlayfs refuses it.
        var seen: Set<String> = []
        return found.filter { seen.insert($0).inserted }
    }

    /// The chain id of each layer: what identifies it together with all below it (OCI image-spec, config.md).
    public static func chainIDs(_ diffIDs: [Digest]) -> [Digest] {
        var chain: [Digest] = []
        for diff in diffIDs {
            guard let below = chain.last else {
                chain.append(diff)
                continue
            }
            chain.append(DigestStream.digest(of: Array("\(below) \(diff)".utf8)))
        }
        return chain
    }

    /// All layers that have a place, by the hex of their identity.
    public func all() throws(ImageStoreError) -> [Digest] {
        try storing("listing", layout.layers) { () throws(SystemCallError) in
            try names(in: layout.layers).filter { !$0.hasPrefix(".") }.map { Digest(algorithm: "sha256", hex: $0) }
        }
    }

    /// Marks layers whose files are known to be on the disk.
    func markFlushed(_ identities: some Sequence<Digest>) throws(ImageStoreError) {
        for identity in identities {
            try storing("marking the layer", identity.description) { () throws(SystemCallError) in
                do throws(SystemCallError) {
                    _ = try open("\(layout.layer(identity))/\(Self.flushedName)", [.writeOnly, .create], mode: 0o644)
                } catch {
                    if error.errno != .noEntry { throw error }  // removed meanwhile
                }
            }
        }
    }

    /// Takes a layer away at once; its files are deleted by ``emptyTrash``.
    @discardableResult
    func moveToTrash(_ identity: Digest) throws(ImageStoreError) -> String? {
        let trash = "\(layout.trash)/layer-\(identity.hex)-\(AtomicRecord.temporaryName().dropFirst(5))"
        do throws(SystemCallError) {
            try makeDirectories(layout.trash, mode: 0o700)
            try rename(layout.layer(identity), to: trash)
            return trash
        } catch {
            if error.errno == .noEntry { return nil }
            throw ImageStoreError("removing the layer", identity.description, error)
        }
    }
}
