internal import Archives
internal import Linux
internal import OCISpecification

// Layers whose archives leave out directories that they need.
//
// Such a directory covers the one below it in the merged tree, so it has to look like that one: and which one that is
// depends on the image. Where the plain look would be wrong the layer is unpacked once more under its chain id.

extension ImageStore {
    /// Unpacks what an image needs of its layers in a form of its own; answers the chain ids.
    func unpackVariants(of contents: ImageContents, lease: ContentLease?) throws(ImageStoreError) -> [Digest] {
        var made: [Digest] = []
        let chain = LayerStore.chainIDs(contents.diffIDs)
        for (index, layer) in contents.layers.enumerated() where index > 0 {
            guard let record = try layers.record(of: layer.diffID), record.impliedDirectories > 0 else { continue }
            if try !layers.isReady(chain[index]) {
                let below = try lowerDirectories(diffIDs: Array(contents.diffIDs[..<index]))
                guard try needsVariant(layer.diffID, over: below) else { continue }
                try lease?.add([chain[index]])
                try unpackVariant(layer, as: chain[index], over: below)
            }
            made.append(chain[index])
        }
        return made
    }

    /// Whether a directory that was made up looks other in a layer below.
    private func needsVariant(_ diffID: Digest, over below: [String]) throws(ImageStoreError) -> Bool {
        let tree = try layers.tree(of: diffID)
        return try storing("comparing the layer", diffID.description) { () throws(SystemCallError) in
            let paths = try impliedDirectories(beside: tree)
            guard let first = paths.first else { return false }
            // All of them were made alike.
            let own = OpenFile(try open(tree, [.path, .directory]))
            guard let plain = try look(of: first, in: own) else { return false }
            var open: [ByteName] = paths
            for layer in below {
                let root = OpenFile(try Linux.open(layer, [.path, .directory]))
                var missing: Set<ByteName> = []
                var hidden: [ByteName] = []
                for path in open {
                    // Parents stand before their children: below a missing one there is nothing to look for.
                    if missing.contains(path.parent) {
                        missing.insert(path)
                    } else if let other = try look(of: path, in: root) {
                        if other != plain { return true }
                        continue
                    } else {
                        missing.insert(path)
                    }
                    hidden.append(path)
                }
                // What this layer has covers those below it.
                open = hidden
            }
            return false
        }
    }

    private struct Look: Equatable {
        var permissions: UInt32
        var user: UInt32
        var group: UInt32
        var modified: FileStatus.Time
        var attributes: [ByteName: [UInt8]]
    }

    private func look(of path: ByteName, in root: OpenFile) throws(SystemCallError) -> Look? {
        do throws(SystemCallError) {
            // A link below is covered by the directory above: what it leads to does not matter.
            let directory = try open(
                path, in: root.descriptor, [.readOnly, .directory, .noFollow], resolve: [.beneath, .noSymlinks])
            let status = try directory.status()
            var look = Look(
                permissions: status.permissions, user: status.user, group: status.group, modified: status.modified, attributes: [:])
            for name in try directory.extendedAttributeNames() {
                if name.bytes.starts(with: "trusted.overlay.".utf8) || name.bytes.starts(with: "user.overlay.".utf8) {
                    continue
                }
                look.attributes[name] = try directory.extendedAttribute(name)
            }
            return look
        } catch {
            if error.errno == .noEntry || error.errno == .notDirectory || error.errno == .loop { return nil }
            throw error
        }
    }

    private func impliedDirectories(beside tree: String) throws(SystemCallError) -> [ByteName] {
        do throws(SystemCallError) {
            return try readFile("\(tree)/../\(LayerStore.impliedName)").split(separator: 0)
                .map { ByteName($0) }
        } catch {
            if error.errno == .noEntry { return [] }
            throw error
        }
    }

    private func unpackVariant(
        _ layer: ImageContents.Layer, as chain: Digest, over below: [String]
    ) throws(ImageStoreError) {
        while true {
            let outcome = try storing("unpacking the layer", chain.description) { () throws(SystemCallError) in
                try UnpackDirectory.make(layout: layout, identity: chain)
            }
            switch outcome {
            case .busy: pause(nanoseconds: 20_000_000)
            case .made(let unpack):
                if try layers.isReady(chain) { return unpack.discard() }
                return try fill(unpack, with: layer, as: chain, over: below)
            }
            if try layers.isReady(chain) { return }
        }
    }

    private func fill(
        _ unpack: UnpackDirectory, with layer: ImageContents.Layer, as chain: Digest, over below: [String]
    ) throws(ImageStoreError) {
        var options = layers.options
        options.parentLayers = below
        let file = try content.source(of: layer.descriptor.digest)
        let tree: Descriptor
        do throws(SystemCallError) { tree = try unpack.openTree() } catch {
            throw ImageStoreError("unpacking the layer", chain.description, error)
        }
        var digest = DigestStream()
        let plain = unsafe TappedSource(DecompressingSource(file)) { (chunk) throws(ArchiveError) in
            unsafe digest.update(chunk)
        }
        let summary: ExtractionSummary
        do throws(ArchiveError) { summary = try LayerExtractor.extract(plain, into: tree, options: options) } catch {
            throw ImageStoreError("unpacking the layer", chain.description, error)
        }
        guard digest.digest() == layer.diffID else { throw content.damaged(layer.descriptor.digest) }
        let record = LayerRecord(
            diffID: layer.diffID, blob: layer.descriptor.digest, archiveBytes: summary.archiveBytes,
            contentBytes: summary.contentBytes, entries: summary.entries)
        try layers.publish(unpack, record, as: chain)
    }
}

extension ByteName {
    /// Without the last component; empty for one in the root.
    fileprivate var parent: ByteName { ByteName(bytes.lastIndex(of: 0x2f).map { bytes[..<$0] } ?? []) }
}
