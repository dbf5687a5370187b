internal import Archives
internal import Linux

/// `cp` with a tar archive at one end.
struct CopyStreams {
    let options: CopyOptions

    /// Unpacks standard input into a directory of a container.
    func read(into side: ContainerCopy.Side, _ files: ContainerFiles) throws(EngineError) {
        guard let target = try side.tree.resolve(side.path), target.status != nil else { throw side.missing() }
        guard target.isDirectory else {
            throw EngineError(.invalid, "destination must be a directory when copying from stdin")
        }
        var extraction = ExtractionOptions.tree
        extraction.replacesDirectories = options.overwrites
        extraction.devices = .wherePermitted
        extraction.toleratesRefusedAttributes = true
        let owner = files.owner(at: target)
        extraction.owners =
            options.changesOwner ? .fixed(user: owner.user, group: owner.group) : .archiveWherePermitted
        let directory = try system("opening \(side.text) on \(side.place)") { () throws(SystemCallError) in
            try target.openDirectory()
        }
        let input = try system("reading standard input") { () throws(SystemCallError) in try Self.stream(0) }
        do throws(ArchiveError) {
            _ = try LayerExtractor.extract(
                DecompressingSource(DescriptorSource(input, name: "standard input")), into: directory.descriptor,
                options: extraction)
        } catch { throw EngineError(.system, "unpacking standard input into \(side.text) on \(side.place): \(error)") }
    }

    /// Writes a file or directory to standard output.
    func write(_ source: FilePlace, _ side: ContainerCopy.Side) throws(EngineError) {
        let output = try system("writing standard output") { () throws(SystemCallError) in try Self.stream(1) }
        var archive = TreeArchiveOptions()
        if let ids = side.files?.ids(at: source) { archive.mapIDs = { ids.inside(user: $0, group: $1) } }
        let parent = source.parent
        do throws(ArchiveError) {
            let writer = TarWriter(DescriptorSink(output, name: "standard output"))
            if source.isDirectory {
                let directory: TreeDirectory
                do throws(SystemCallError) { directory = try source.openDirectory() } catch {
                    throw ArchiveError(.input, "open \(side.text)", cause: error)
                }
                archive.includesRoot = true
                if !side.wantsContents { archive.prefix = ByteName(side.base.bytes + [47]) }
                try TreeArchiver(writer, options: archive).add(below: directory.descriptor)
            } else {
                try TreeArchiver(writer, options: archive).add(source.name, in: parent.descriptor, as: side.base)
            }
            try writer.finish()
        } catch { throw EngineError(.system, "archiving \(side.text) of \(side.place): \(error)") }
    }

    static func stream(_ number: CInt) throws(SystemCallError) -> Descriptor {
        let own = Descriptor(owning: number)
        do throws(SystemCallError) {
            let copy = try own.duplicate()
            _ = own.release()
            return copy
        } catch {
            _ = own.release()
            throw error
        }
    }
}
