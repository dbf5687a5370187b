internal import ImageStorage
internal import Linux
public import OCISpecification

/// The layers of images as a tree: images that begin with the same layers share them.
public struct ImageTree: Sendable {
    public struct Layer: Sendable {
        /// Stands for the layer and all below it.
        public var chainID: Digest
        public var diffID: Digest
        /// Nil for the lowest.
        public var parent: Digest?
        /// Bytes of its files.
        public var size: Int64
        public var createdBy: String
        /// Names of the images that end with it; the short id of one without a name.
        public var tops: [String] = []
        /// Nil where it was not asked for.
        public var contents: LayerContents?
    }
    /// Parents before children.
    public var layers: [Layer] = []
    /// Images without any layer.
    public var empty: [String] = []

    /// Bytes of all layers, each once.
    public var size: Int64 { layers.reduce(0) { $0 + $1.size } }
    /// Bytes of files that later layers hide.
    public var wasted: Int64 { layers.reduce(0) { $0 + ($1.contents?.hidden.bytes ?? 0) } }

    public func children(of parent: Digest?) -> [Layer] { layers.filter { $0.parent == parent } }
}

extension Engine {
    /// The tree of some images, or of all.
    /// - Parameters:
    ///   - whatRequires: with the images that are built on the image, as `image tree --whatrequires`.
    ///   - contents: look at every file: what each layer adds, changes and hides.
    public func imageTree(of words: [String], whatRequires: Bool = false, contents: Bool) throws(EngineError) -> ImageTree {
        let store = images
        let all = try stored { () throws(ImageStoreError) in try store.images() }
        var chosen: [ImageRecord] = []
        for word in words { chosen.append(try imageRecord(word)) }
        if words.isEmpty { chosen = all }
        if whatRequires {
            var bases: [[Digest]] = []
            for image in chosen { bases.append(try layers(of: image, store).map(\.chain)) }
            chosen = []
            for image in all {
                let own = try layers(of: image, store).map(\.chain)
                if bases.contains(where: { !$0.isEmpty && own.starts(with: $0) }) { chosen.append(image) }
            }
        }
        var tree = ImageTree()
        for image in chosen { try add(image, to: &tree, store, contents: contents) }
        return tree
    }

    private func layers(of image: ImageRecord, _ store: ImageStore) throws(EngineError) -> [(chain: Digest, diff: Digest, by: String)] {
        if image.record.isListOnly { return [] }
        return try stored { () throws(ImageStoreError) in
            let contents = try store.contents(of: image.record)
            let steps = (contents.configuration.history ?? []).filter { $0.empty_layer != true }
            let chain = LayerStore.chainIDs(contents.diffIDs)
            return zip(chain, contents.diffIDs).enumerated().map { index, pair in
                (pair.0, pair.1, index < steps.count ? steps[index].created_by ?? "" : "")
            }
        }
    }

    private func add(_ image: ImageRecord, to tree: inout ImageTree, _ store: ImageStore, contents: Bool) throws(EngineError) {
        let names = image.tags.isEmpty ? [String(image.id.hex.prefix(12))] : image.tags.map(\.description)
        let layers = try layers(of: image, store)
        guard let top = layers.last else {
            tree.empty += names
            return
        }
        let isKnown = layers.allSatisfy { layer in tree.layers.contains { $0.chainID == layer.chain } }
        var files = ImageContentTree()
        var parent: Digest?
        for (index, layer) in layers.enumerated() {
            var found: LayerContents?
            if contents, !isKnown {
                let directory = try stored { () throws(ImageStoreError) in
                    // A layer that looks different over what lies below it has a tree of its own.
                    if index > 0, layer.chain != layer.diff, try store.layers.isReady(layer.chain) {
                        return try store.layers.tree(of: layer.chain)
                    }
                    return try store.layers.tree(of: layer.diff)
                }
                found = try files.add(directory)
            }
            if !tree.layers.contains(where: { $0.chainID == layer.chain }) {
                let size = try stored { () throws(ImageStoreError) in try store.layers.record(of: layer.diff)?.contentBytes ?? 0 }
                tree.layers.append(
                    ImageTree.Layer(
                        chainID: layer.chain, diffID: layer.diff, parent: parent, size: size, createdBy: layer.by, contents: found))
            }
            parent = layer.chain
        }
        if let index = tree.layers.firstIndex(where: { $0.chainID == top.chain }) { tree.layers[index].tops += names }
    }

    /// What is different in an image from another one, or from what lies below its topmost layer.
    public func imageChanges(_ word: String, since base: String?) throws(EngineError) -> [FileChange] {
        let store = images
        let image = try contentTree(try findImage(word), store)
        guard let base else { return image.changes(since: try contentTree(try findImage(word), store, leavingOut: 1)) }
        return image.changes(since: try contentTree(try findImage(base), store))
    }

    private func contentTree(
        _ found: FoundImage, _ store: ImageStore, leavingOut count: Int = 0
    ) throws(EngineError) -> ImageContentTree {
        let directories = try stored { () throws(ImageStoreError) in
            let diffIDs = try store.contents(of: found.record).diffIDs.dropLast(count)
            return diffIDs.isEmpty ? [] : try store.lowerDirectories(diffIDs: Array(diffIDs))
        }
        var tree = ImageContentTree()
        for directory in directories.reversed() { _ = try tree.add(directory) }
        return tree
    }
}
