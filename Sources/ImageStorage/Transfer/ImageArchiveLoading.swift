public import Archives
internal import Linux
internal import OCISpecification

extension ImageStore {
    /// Brings the images of an archive into the store: docker's format or an OCI layout, compressed or not, from a file
    /// or a stream. `load`.
    public func load(_ source: any ByteSource, flush: Bool = true) throws(ImageStoreError) -> [LoadedImage] {
        try load(source, file: nil, flush: flush)
    }

    private func load(_ source: any ByteSource, file: OpenFile?, flush: Bool) throws(ImageStoreError) -> [LoadedImage] {
        let transfer = try beginTransfer()
        defer { transfer.end() }
        let intake = ArchiveIntake(transfer: transfer, file: file)
        do throws(ImageStoreError) {
            try intake.read(source)
            return try publish(intake, transfer, flush: flush)
        } catch {
            transfer.end()
            // What came of a broken archive goes again; that this fails too is no news.
            _ = try? collectGarbage(among: intake.stored)
            throw error
        }
    }

    /// As ``load(_:flush:)``, from a file or from a directory with an OCI layout.
    public func load(path: String, flush: Bool = true) throws(ImageStoreError) -> [LoadedImage] {
        let isDirectory = try storing("opening the image archive", path) { () throws(SystemCallError) in
            try status(of: path).kind == .directory
        }
        if isDirectory { return try loadLayout(path, flush: flush) }
        let (source, file) = try storing("opening the image archive", path) { () throws(SystemCallError) in
            let archive = try open(path)
            let file = try archive.status().kind == .file ? OpenFile(try archive.duplicate()) : nil
            return (DescriptorSource(archive, name: path), file)
        }
        do throws(ImageStoreError) { return try load(source, file: file, flush: flush) } catch {
            var named = error
            if named.subject.isEmpty { named.subject = path }
            throw named
        }
    }

    private func publish(
        _ intake: ArchiveIntake, _ transfer: ImageTransfer, flush: Bool
    ) throws(ImageStoreError) -> [LoadedImage] {
        let index = intake.document(ImageLayout.indexFileName)
        let manifest = intake.document("manifest.json")
        if let index, intake.document(ImageLayout.fileName) != nil {
            let layout = LayoutPublication(transfer: transfer, failure: { intake.failure(of: $0) })
            // docker writes both; its index may name more than the archive holds.
            var isWhole = manifest == nil
            if !isWhole { isWhole = try layout.isWhole(index) }
            if isWhole { return try layout.publish(index, flush: flush) }
        }
        if let manifest {
            return try DockerArchivePublication(transfer: transfer, intake: intake).publish(manifest, flush: flush)
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
