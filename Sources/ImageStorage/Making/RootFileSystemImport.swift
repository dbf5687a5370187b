public import Archives
internal import Linux
internal import OCISpecification

extension ImageStore {
    /// Makes an image of one layer from the archive of a root file system, compressed or not. `import`.
    public func importRootFileSystem(
        _ source: any ByteSource, _ options: ImportOptions = ImportOptions()
    ) throws(ImageStoreError) -> NameRecord {
        var config = ContainerDefaults()
        for change in options.changes { try ConfigurationChange(parsing: change).apply(to: &config) }
        let transfer = try beginTransfer()
        defer { transfer.end() }
        // Stored plain, as docker does: the same files then have the same digest however they came.
        let layer = try transfer.storeLayer(from: DecompressingSource(source))
        let history = ImageHistory(
            created: options.created.rfc3339Nano, comment: options.message.isEmpty ? "Imported" : options.message)
        let target = try transfer.make(
            ImageRecipe(
                steps: [(layer, history)], config: config, platform: options.platform, created: options.created))
        return try transfer.publish(target, as: options.names, platform: options.platform)
    }
}
