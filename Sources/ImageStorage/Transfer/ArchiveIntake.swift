internal import Archives
internal import JSONText
internal import Linux
internal import OCISpecification

/// Reads an image archive in one pass: documents are kept, layers are stored and unpacked as they come by, before it is
/// known whose they are.
///
/// Layers in a plain archive file are not even passed through here: each is read from its place by its own threads.
final class ArchiveIntake {
    private let transfer: ImageTransfer
    /// The archive, where it is a file that can be read at any place.
    private let file: OpenFile?
    /// Documents wait until it is known which platforms they are for.
    private let keepsDocumentsBack: Bool
    private var isPlain = false
    /// By name in the archive.
    private(set) var documents: [String: [UInt8]] = [:]
    private var layers: [String: Layer] = [:]
    private var links: [String: String] = [:]
    private var documentBytes = 0
    private var unfinished: [String] = []
    /// What has been stored, so that it can be taken away again.
    private(set) var stored: Set<Digest> = []

    enum Layer {
        case running(LayerIngest)
        case done(IngestedLayer)
        /// Its blob is in the store.
        case held(Digest)
        case failed(ImageStoreError)
    }

    /// Bytes of all documents of an archive; thousands of images fit.
    private static let documentLimit = 256 << 20
    /// Layers whose threads may still be working while the next one is read.
    private static let runningLimit = 3

    init(transfer: ImageTransfer, file: OpenFile? = nil, keepsDocumentsBack: Bool = false) {
        self.transfer = transfer
        self.file = file
        self.keepsDocumentsBack = keepsDocumentsBack
    }

    /// - Parameter source: the archive, compressed or not.
    func read(_ source: any ByteSource) throws(ImageStoreError) {
        let plain = DecompressingSource(source)
        let reader = TarReader(plain)
        do throws(ImageStoreError) {
            while let entry = try next(reader) {
                isPlain = plain.format == CompressionFormat.none
                try take(entry, reader)
            }
        } catch {
            // The layers that are still being unpacked have to stop before anything is tidied up.
            try? finishAll()
            throw error
        }
        try finishAll()
    }

    private func next(_ reader: TarReader) throws(ImageStoreError) -> TarEntry? {
        do throws(ArchiveError) {
            if let entry = try reader.next() { return entry }
            // A compressed archive has its checksum at its end.
            try reader.drain()
            return nil
        } catch { throw ImageStoreError("reading the image archive", "", error) }
    }

    private func take(_ entry: TarEntry, _ reader: TarReader) throws(ImageStoreError) {
        guard let path = ArchivePath.clean(entry.name.bytes) else {
            throw invalid("the name \(entry.name.display) leads out of it")
        }
        switch entry.kind {
        case .file: try takeFile(entry, path, reader)
        case .symlink:
            links[path] = ArchivePath.clean(entry.linkTarget.bytes, relativeTo: ArchivePath.directory(of: path))
        case .hardLink: links[path] = ArchivePath.clean(entry.linkTarget.bytes)
        default: break
        }
    }

    private func takeFile(_ entry: TarEntry, _ path: String, _ reader: TarReader) throws(ImageStoreError) {
        guard layers[path] == nil, documents[path] == nil, links[path] == nil else {
            throw invalid("the name \(path) is in it more than once")
        }
        guard layers.count < 100_000 else { throw invalid("it has more than 100000 files") }
        if entry.segments != nil { return }  // no tool writes image files as sparse ones
        let digest = Self.blobDigest(path)
        if let known = try knownLayer(path, digest, entry.size) {
            layers[path] = known
            return
        }
        guard let first = unsafe try content(reader) else {
            documents[path] = []
            return
        }
        let looks = unsafe FileLook(first)
        if looks == .document, entry.size <= ImageDocuments.configurationLimit {
            return try unsafe keep(first, entry, path, digest, reader)
        }
        guard looks == .layer || digest != nil || path.hasSuffix(".tar") else { return }
        try unsafe stream(first, entry, path, digest, unpacking: looks == .layer || digest == nil, reader)
    }

    private func content(_ reader: TarReader) throws(ImageStoreError) -> UnsafeRawBufferPointer? {
        do throws(ArchiveError) { return unsafe try reader.nextContent()?.bytes } catch {
            throw ImageStoreError("reading the image archive", "", error)
        }
    }

    /// A blob that need not be read because the store has it with its layer.
    private func knownLayer(_ path: String, _ digest: Digest?, _ size: Int64) throws(ImageStoreError) -> Layer? {
        if let digest {
            guard size > 0, try transfer.holds(digest, size: size), size > Int64(ImageDocuments.configurationLimit)
            else {
                return nil
            }
            return .held(digest)
        }
        // podman names a layer after its diff id: a hint, which the configuration confirms or not.
        guard path.utf8.count == 68, path.hasSuffix(".tar"), let hint = Digest("sha256:\(path.dropLast(4))"),
            try transfer.holds(hint, size: size), try transfer.store.layers.isReady(hint),
            let record = try transfer.store.layers.record(of: hint)
        else { return nil }
        return .done(
            IngestedLayer(
                blob: hint, size: size, diffID: hint, archiveBytes: record.archiveBytes,
                contentBytes: record.contentBytes, compression: "none"))
    }

    private func keep(
        _ first: UnsafeRawBufferPointer, _ entry: TarEntry, _ path: String, _ digest: Digest?, _ reader: TarReader
    ) throws(ImageStoreError) {
        documentBytes += Int(entry.size)
        guard documentBytes <= Self.documentLimit else {
            throw ImageStoreError(
                .tooLarge, "reading the image archive", path,
                cause: "its documents have more than \(Self.documentLimit) bytes")
        }
        var bytes = unsafe Array(first)
        while let more = unsafe try content(reader) { unsafe bytes.append(contentsOf: more) }
        if let digest, !keepsDocumentsBack { try put(bytes, digest) }
        documents[path] = bytes
    }

    private func put(_ bytes: [UInt8], _ digest: Digest) throws(ImageStoreError) {
        try transfer.put(bytes, expecting: digest)
        stored.insert(digest)
    }

    /// Stores the documents that were kept back, but for some.
    func putDocuments(besides unwanted: Set<Digest>) throws(ImageStoreError) {
        for (path, bytes) in documents {
            if let digest = Self.blobDigest(path), !unwanted.contains(digest) { try put(bytes, digest) }
        }
    }

    private func stream(
        _ first: UnsafeRawBufferPointer, _ entry: TarEntry, _ path: String, _ digest: Digest?, unpacking: Bool,
        _ reader: TarReader
    ) throws(ImageStoreError) {
        while unfinished.count >= Self.runningLimit { try finish(unfinished[0]) }
        let feed = try feed(of: entry)
        func begin(_ digest: Digest?) throws(ImageStoreError) -> LayerIngest.Start {
            try transfer.beginLayer(
                LayerSource(blob: digest, size: entry.size, diffID: nil, isOutlined: true), unpacking: unpacking,
                feed: feed)
        }
        let ingest: LayerIngest
        switch try begin(digest) {
        case .begun(let begun): ingest = begun
        case .present: return layers[path] = .held(digest!)
        case .busy:
            // Another process stores the same blob: both do, under different names, and the second finds it there.
            guard case .begun(let begun) = try begin(nil) else { throw invalid("it cannot be stored") }
            ingest = begun
        }
        guard ingest.needsData else {
            // Its threads read the archive themselves, or only unpack what is in the store.
            ingest.endInput()
            return running(ingest, path)
        }
        running(ingest, path)
        do throws(ImageStoreError) {
            var skip = ingest.resumeOffset
            var chunk: UnsafeRawBufferPointer? = unsafe first
            while let bytes = unsafe chunk {
                let known = Int(min(skip, Int64(bytes.count)))
                skip -= Int64(known)
                try unsafe ingest.write(UnsafeRawBufferPointer(rebasing: bytes[known...]))
                unsafe chunk = try content(reader)
            }
            ingest.endInput()
        } catch {
            let failed = error.action.hasPrefix("reading the image archive")
            ingest.cancel(keepingPartial: false)
            layers[path] = .failed(error)
            unfinished.removeAll { $0 == path }
            // A truncated archive and a full disk end it all; another failure only matters if an image needs the layer.
            if failed || error.code == .noSpace { throw error }
        }
    }

    /// The layer's bytes from its place in the archive.
    private func feed(of entry: TarEntry) throws(ImageStoreError) -> (any ByteSource)? {
        guard isPlain, let file else { return nil }
        return try storing("reading the image archive", "") { () throws(SystemCallError) in
            // Opened anew: each reader has its own position.
            let own = try open(file.descriptor.procPath)
            try own.seek(to: entry.contentOffset)
            return DescriptorSource(own, name: entry.name.display, limit: entry.packedSize)
        }
    }

    private func running(_ ingest: LayerIngest, _ path: String) {
        layers[path] = .running(ingest)
        unfinished.append(path)
    }

    private func finish(_ path: String) throws(ImageStoreError) {
        unfinished.removeAll { $0 == path }
        guard case .running(let ingest) = layers[path] else { return }
        do throws(ImageStoreError) {
            let done = try ingest.finish()
            stored.formUnion([done.blob, done.diffID])
            layers[path] = .done(done)
        } catch {
            layers[path] = .failed(error)
            if error.code == .noSpace { throw error }
        }
    }

    private func finishAll() throws(ImageStoreError) {
        var first: ImageStoreError?
        while let path = unfinished.first {
            do throws(ImageStoreError) { try finish(path) } catch { first = first ?? error }
        }
        if let first { throw first }
    }

    // MARK: What came

    /// The name that a path means when links are followed.
    func resolve(_ path: String) -> String {
        var path = path
        for _ in 0..<20 {
            guard let next = links[path] else { return path }
            path = next
        }
        return path
    }

    func document(_ path: String) -> [UInt8]? { documents[resolve(path)] }

    /// A blob that is a document.
    func document(_ digest: Digest) -> [UInt8]? { documents["blobs/\(digest.algorithm)/\(digest.hex)"] }

    func layer(_ path: String) -> Layer? { layers[resolve(path)] }

    /// The error of a blob that was in the archive and could not be stored.
    func failure(of digest: Digest) -> ImageStoreError? {
        if case .failed(let error) = layers["blobs/\(digest.algorithm)/\(digest.hex)"] { error } else { nil }
    }

    private static func blobDigest(_ path: String) -> Digest? {
        let parts = path.split(separator: "/")
        guard parts.count == 3, parts[0] == "blobs" else { return nil }
        return Digest("\(parts[1]):\(parts[2])")
    }

    func invalid(_ cause: String) -> ImageStoreError {
        ImageStoreError(.invalid, "reading the image archive", "", cause: cause)
    }
}

/// What the first bytes of a file say that it is.
enum FileLook: Equatable {
    case document, layer, other

    init(_ bytes: UnsafeRawBufferPointer) {
        let start = unsafe Array(bytes.prefix(512))
        if start.count >= 262, Array(start[257..<262]) == Array("ustar".utf8) {
            self = .layer
        } else if start.starts(with: [0x1f, 0x8b]) || start.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
            self = .layer
        } else if start.count == 512, start.allSatisfy({ $0 == 0 }) {
            self = .layer  // an archive without entries
        } else if let first = start.first(where: { $0 > 0x20 }), first == 0x7b || first == 0x5b {
            self = .document
        } else {
            self = .other
        }
    }
}
