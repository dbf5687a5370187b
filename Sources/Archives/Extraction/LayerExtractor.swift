public import Linux

/// Unpacks one image layer into a directory of its own, in the form in which overlayfs takes it as a lower directory.
public enum LayerExtractor {
    /// Reads the whole source, what follows the archive's end included, and unpacks it below `root`.
    ///
    /// The root directory must be empty and the caller's own. Nothing is flushed to the disk. After an error the
    /// directory holds a part of the layer: remove it.
    /// - Parameter source: the plain bytes of the layer; see ``DecompressingSource``.
    public static func extract(
        _ source: any ByteSource, into root: borrowing Descriptor, options: ExtractionOptions = .layer
    ) throws(ArchiveError) -> ExtractionSummary {
        let reader = TarReader(source, limits: options.limits)
        let extractor = try TreeExtractor(root: root, options: options)
        while let entry = try reader.next() { try extractor.add(entry, from: reader) }
        var summary = try extractor.finish()
        try reader.drain()
        summary.archiveBytes = reader.position
        return summary
    }
}
