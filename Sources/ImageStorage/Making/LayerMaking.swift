public import Archives
internal import Linux
internal import OCISpecification

extension ImageTransfer {
    /// Stores a layer whose digests are found out: the plain or compressed bytes of a tar archive.
    public func storeLayer(from source: any ByteSource) throws(ImageStoreError) -> IngestedLayer {
        try storeLayer { (sink) throws(ArchiveError) in try sink.write(from: source) }
    }

    /// Makes a layer of the upper directory of an overlay: what containers changed. `commit`, and each step of a build.
    public func storeLayer(
        ofUpperDirectory path: String, options: TreeArchiveOptions = TreeArchiveOptions(form: .layer)
    ) throws(ImageStoreError) -> IngestedLayer {
        let root: Descriptor
        do throws(SystemCallError) { root = try open(path, [.readOnly, .directory]) } catch {
            throw ImageStoreError("making a layer of", path, error)
        }
        // A closure cannot hold what has one owner: its number is alive as long as this function.
        let holder = OpenFile(root)
        return try storeLayer { (sink) throws(ArchiveError) in
            let writer = TarWriter(sink)
            try TreeArchiver(writer, options: options).add(below: holder.descriptor)
            try writer.finish()
        }
    }

    /// Stores a layer that `write` writes to a sink, as a plain archive or compressed.
    public func storeLayer(
        _ write: (any ByteSink) throws(ArchiveError) -> Void
    ) throws(ImageStoreError) -> IngestedLayer {
        let start = try beginLayer(LayerSource(blob: nil, size: nil, diffID: nil, isOutlined: true))
        guard case .begun(let ingest) = start else {
            throw ImageStoreError(.busy, "storing a layer", "", cause: "the temporary name is taken")
        }
        let sink = IngestSink(ingest)
        do throws(ArchiveError) { try write(sink) } catch {
            ingest.cancel(keepingPartial: false)
            throw sink.failure ?? ImageStoreError("making a layer", "", error)
        }
        return try ingest.finish()
    }
}
