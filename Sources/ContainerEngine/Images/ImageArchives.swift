internal import Archives
public import ImageStorage
internal import Linux
public import OCISpecification
public import RegistryAccess

extension Engine {
    /// Brings the images of an archive into the store, as far as the policy allows it; nil reads standard input.
    /// - Parameter platforms: only the images for these.
    public func loadImages(
        from path: String?, platforms: [Platform] = [], options: RegistryOptions
    ) throws(EngineError) -> [LoadedImage] {
        let store = images
        do throws(RegistryError) { try options.admitArchives(path ?? "standard input") } catch { throw EngineError(error) }
        if let path {
            try mustBeThere(path)
            return try stored { () throws(ImageStoreError) in try store.load(path: path, platforms: platforms) }
        }
        let source = DescriptorSource(try standardInput(), name: "standard input", chunk: 1 << 20)
        return try stored { () throws(ImageStoreError) in try store.load(source, platforms: platforms) }
    }

    /// Makes an image of the archive of a root file system; nil reads standard input.
    public func importImage(
        from path: String?, name: ImageName?, changes: [String], message: String, platform: Platform, options: RegistryOptions
    ) throws(EngineError) -> Digest {
        do throws(RegistryError) { try options.admitImport(path ?? "standard input") } catch { throw EngineError(error) }
        let store = images
        let file: Descriptor
        if let path {
            do throws(SystemCallError) { file = try open(path) } catch {
                throw EngineError("opening the archive to import", error)
            }
        } else {
            file = try standardInput()
        }
        let source = DescriptorSource(file, name: path ?? "standard input", chunk: 1 << 20)
        return try stored { () throws(ImageStoreError) in
            try store.importRootFileSystem(
                source,
                ImageStore.ImportOptions(
                    names: name.map { [$0] } ?? [], changes: changes, message: message, platform: platform))
        }.id
    }

    /// How `save` lays images out.
    public enum SaveFormat: String, Sendable, CaseIterable {
        case ociDirectory = "oci-dir"
        case ociArchive = "oci-archive"
        case dockerDirectory = "docker-dir"
        case dockerArchive = "docker-archive"
    }

    /// Writes images as one archive; nil writes to standard output. A file gets its name when it is whole; what is there of that name stays until
    /// then.
    /// - Parameters:
    ///   - platforms: of images for several platforms those alone.
    ///   - packing: of the layers in a directory of docker's format.
    ///   - unpacked: layers are not compressed.
    ///   - options: for fetching compressed layers that were dropped; without them those cannot be saved.
    public func saveImages(
        _ words: [String], to path: String?, format: SaveFormat, platforms: [Platform] = [], packing: LayerPacking? = nil,
        unpacked: Bool = false, options: RegistryOptions? = nil
    ) throws(EngineError) {
        let store = images
        for word in words { _ = try findImage(word) }
        if let options { try restoreDropped(words, platforms: platforms, options: options) }
        let saved = try stored { () throws(ImageStoreError) in try store.saved(words, platforms: platforms) }
        // A store that cannot be written to is read all the same: nobody removes anything from it.
        let transfer = try? store.beginTransfer()
        defer { transfer?.end() }
        for (image, word) in zip(saved, words) {
            do throws(ImageStoreError) { try transfer?.keep(image.record) } catch { throw Self.imageError(error, word) }
        }
        let archive: ImageArchiveFormat
        switch format {
        case .dockerArchive: archive = .dockerArchive
        case .ociArchive: archive = .ociArchive
        case .ociDirectory:
            guard let path else {
                throw EngineError(.invalid, "--format oci-dir needs a directory: name it with --output")
            }
            return try stored { () throws(ImageStoreError) in try store.save(saved, toLayout: path, unpacked: unpacked) }
        case .dockerDirectory:
            guard let path else { throw EngineError(.invalid, "--format docker-dir needs a directory: name it with --output") }
            guard words.count == 1, let options else {
                throw EngineError(.invalid, "--format docker-dir holds one image, and \(words.count) were named")
            }
            guard platforms.count < 2 else {
                throw EngineError(.invalid, "--format docker-dir holds one platform of an image, and \(platforms.count) were named")
            }
            _ = try push(
                words[0], to: .directory(path: path), format: .docker, packing: unpacked ? LayerPacking(.none, isForced: true) : packing,
                platform: platforms.first, options: options
            ) { _ in }
            return
        }
        let target: Descriptor
        var unnamed: UnnamedFile?
        do throws(SystemCallError) {
            if let path {
                // What is no file, such as a pipe, is written to as it is; what cannot be looked at is told when it is opened.
                if let kind = try? status(of: path).kind, kind != .file {
                    target = try open(path, [.writeOnly])
                } else {
                    Leftovers.sweep(beside: path)
                    let file = try UnnamedFile(path)
                    target = try file.descriptor.duplicate()
                    unnamed = file
                }
            } else {
                target = try Descriptor.standardStream(1)
            }
        } catch { throw EngineError("opening \(path ?? "standard output") to save the image", error) }
        let name = path ?? "standard output"
        let sink: any ByteSink = unnamed == nil ? DescriptorSink(target, name: name) : DirectFileSink(target, name: name)
        do throws(ImageStoreError) {
            try store.save(saved, to: sink, format: archive, unpacked: unpacked)
        } catch {
            unnamed?.abandon()
            throw EngineError(error)
        }
        do throws(SystemCallError) { try unnamed?.place(flush: false) } catch {
            unnamed?.abandon()
            throw EngineError("writing \(path ?? "")", error)
        }
    }

    private func standardInput() throws(EngineError) -> Descriptor {
        try system("reading standard input") { () throws(SystemCallError) in try Descriptor.standardStream(0) }
    }

    private func mustBeThere(_ path: String) throws(EngineError) {
        do throws(SystemCallError) { _ = try status(of: path) } catch {
            if error.errno == .noEntry { throw EngineError(.notFound, "stat \(path): no such file or directory") }
            throw EngineError("opening the archive to load", error)
        }
    }
}

extension Descriptor {
    /// One of the streams of this process, which stays open when the answer goes.
    fileprivate static func standardStream(_ number: CInt) throws(SystemCallError) -> Descriptor {
        let stream = Descriptor(owning: number)
        do throws(SystemCallError) {
            let copy = try stream.duplicate()
            _ = stream.release()
            return copy
        } catch {
            _ = stream.release()
            throw error
        }
    }
}
