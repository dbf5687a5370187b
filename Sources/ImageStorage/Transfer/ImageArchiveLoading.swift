public import Archives
internal import Linux
public import OCISpecification

extension ImageStore {
    /// Brings the images of an archive into the store: docker's format or an OCI layout, compressed or not, from a file
    /// or a stream. `load`.
    /// - Parameter platforms: only the images for these; each has to be there.
    public func load(
        _ source: any ByteSource, platforms: [Platform] = [], flush: Bool = true
    ) throws(ImageStoreError) -> [LoadedImage] {
        try load(source, file: nil, platforms: platforms, flush: flush)
    }

    private func load(
        _ source: any ByteSource, file: OpenFile?, platforms: [Platform], flush: Bool
    ) throws(ImageStoreError) -> [LoadedImage] {
        let transfer = try beginTransfer()
        defer { transfer.end() }
        let intake = ArchiveIntake(transfer: transfer, file: file, keepsDocumentsBack: !platforms.isEmpty)
        do throws(ImageStoreError) {
            try intake.read(source)
            let loaded = try publish(intake, transfer, PlatformSelection(platforms), flush: flush)
            if !platforms.isEmpty {
                // Layers came by before it was known whose they are.
                transfer.end()
                _ = try collectGarbage(among: intake.stored)
            }
            return loaded
        } catch {
            transfer.end()
            // What came of a broken archive goes again; that this fails too is no news.
            _ = try? collectGarbage(among: intake.stored)
            throw error
        }
    }

    /// As ``load(_:platforms:flush:)``, from a file or from a directory with an OCI layout.
    public func load(path: String, platforms: [Platform] = [], flush: Bool = true) throws(ImageStoreError) -> [LoadedImage] {
        do throws(ImageStoreError) { return try loadNamed(path, platforms, flush: flush) } catch {
            var named = error
            if named.subject.isEmpty { named.subject = path }
            throw named
        }
    }

    private func loadNamed(_ path: String, _ platforms: [Platform], flush: Bool) throws(ImageStoreError) -> [LoadedImage] {
        let isDirectory = try storing("opening the image archive", path) { () throws(SystemCallError) in
            try status(of: path).kind == .directory
        }
        if isDirectory { return try loadLayout(path, platforms: platforms, flush: flush) }
        let (source, file) = try storing("opening the image archive", path) { () throws(SystemCallError) in
            let archive = try open(path)
            let file = try archive.status().kind == .file ? OpenFile(try archive.duplicate()) : nil
            return (DescriptorSource(archive, name: path), file)
        }
        return try load(source, file: file, platforms: platforms, flush: flush)
    }

    private func publish(
        _ intake: ArchiveIntake, _ transfer: ImageTransfer, _ selection: PlatformSelection, flush: Bool
    ) throws(ImageStoreError) -> [LoadedImage] {
        let index = intake.document(ImageLayout.indexFileName)
        let manifest = intake.document("manifest.json")
        if let index, intake.document(ImageLayout.fileName) != nil {
            var selection = selection
            if !selection.wanted.isEmpty {
                try selection.choose(from: LayoutPublication.parse(index)) { intake.document($0) }
                try intake.putDocuments(besides: selection.unwanted)
            }
            let layout = LayoutPublication(transfer: transfer, selection: selection, failure: { intake.failure(of: $0) })
            // docker writes both; its index may name more than the archive holds.
            var isWhole = manifest == nil
            if !isWhole { isWhole = try layout.isWhole(index) }
            if isWhole { return try layout.publish(index, flush: flush) }
        }
        if let manifest {
            return try DockerArchivePublication(transfer: transfer, intake: intake).publish(manifest, selection, flush: flush)
        }
        if intake.document("repositories") != nil {
            throw ImageStoreError(
                .unsupported, "reading the image archive", "",
                cause: "it has the format of docker before 1.10, without a manifest.json",
                nextStep: "load it with an engine that made it and save it again with a newer one")
        }
        throw intake.invalid("it holds neither a manifest.json nor an OCI layout: this is no archive of images")
    }
}
