internal import Archives
internal import ImageStorage
internal import Linux
internal import OCISpecification

/// Why a layer was not packed.
enum PackingFailure: Error, CustomStringConvertible {
    case archive(ArchiveError)
    case system(SystemCallError)
    /// The archive holds what the tables of zstd:chunked cannot say.
    case unsuitable(String)

    var description: String {
        switch self {
        case .archive(let error): error.description
        case .system(let error): error.description
        case .unsuitable(let why): why
        }
    }
}

extension BlobFile {
    /// Packs the layer in this file into another one, whatever is in it. `body` gets the plain bytes, and answers annotations.
    func packed(
        into made: BlobFile, _ name: String,
        _ body: (any ByteSource, any ByteSink) throws(PackingFailure) -> [String: String]
    ) throws(PackingFailure) -> LayerPacking.Packed {
        let source: any ByteSource
        let file: DescriptorSink
        do throws(SystemCallError) {
            try made.descriptor.seek(to: 0)
            try made.descriptor.truncate(to: 0)
            source = DecompressingSource(DescriptorSource(try open(descriptor.procPath), name: name, chunk: 1 << 20))
            file = DescriptorSink(try made.descriptor.duplicate(), name: "a temporary file in \(Scratch.directory)")
        } catch { throw .system(error) }
        var digest = DigestStream()
        let sink = unsafe TappedSink(file) { (bytes) throws(ArchiveError) in unsafe digest.update(bytes) }
        let annotations = try body(source, sink)
        return LayerPacking.Packed(digest: digest.digest(), size: digest.count, annotations: annotations)
    }
}

extension ContentDescriptor {
    /// Without what tells of tables in the bytes as they are now.
    var annotationsWithoutTables: [String: String] {
        (annotations ?? [:]).filter { annotation in !ChunkedLayer.annotationPrefixes.contains { annotation.key.hasPrefix($0) } }
    }
}
