internal import Linux
internal import OCISpecification

/// What the image store takes on the disk, in bytes that are allocated; `system df`.
public struct ImageDiskUsage: Sendable {
    public struct Image: Sendable {
        public var image: ImageRecord
        /// Of unpacked layers that other images have too.
        public var sharedSize: Int64
        /// Of unpacked layers that only this image has.
        public var uniqueSize: Int64
        /// Of its blobs, compressed as they came, whoever else has them.
        public var compressedSize: Int64
        /// Everything that it needs.
        var needed: Set<Digest>
    }
    public var images: [Image] = []
    /// All unpacked layers.
    public var layerBytes: Int64 = 0
    public var layerCount = 0
    /// All blobs: layers as they came, manifests and configurations.
    public var blobBytes: Int64 = 0
    public var blobCount = 0
    /// The whole store: those, and names, leases, what is on its way and the trash.
    public var totalBytes: Int64 = 0
    /// Of layers (by their hex) and blobs.
    var sizes: [Digest: Int64] = [:]

    public init() {}

    /// Bytes that would be free without the images that `isUsed` does not name.
    public func reclaimable(isUsed: (ImageRecord) -> Bool) -> Int64 {
        var used: Set<Digest> = []
        for item in images where isUsed(item.image) { used.formUnion(item.needed) }
        var unused: Set<Digest> = []
        for item in images where !isUsed(item.image) { unused.formUnion(item.needed.subtracting(used)) }
        return unused.reduce(0) { $0 + (sizes[$1] ?? 0) }
    }
}

extension ImageStore {
    /// Measures the store: looks at every file of it.
    public func diskUsage() throws(ImageStoreError) -> ImageDiskUsage {
        var usage = ImageDiskUsage()
        var layerSizes: [Digest: Int64] = [:]
        for identity in try layers.all() {
            let size = try allocated(layout.layer(identity))
            layerSizes[identity] = size
            usage.layerBytes += size
            usage.layerCount += 1
        }
        var blobSizes: [Digest: Int64] = [:]
        for (digest, _) in try content.all() {
            // One that only an outline holds takes its space in the layer.
            let size = try allocated(layout.blob(digest))
            blobSizes[digest] = size
            usage.blobBytes += size
            usage.blobCount += 1
        }
        usage.sizes = layerSizes.merging(blobSizes) { $0 + $1 }
        usage.totalBytes = try allocated(layout.root)
        var layersOf: [(image: ImageRecord, layers: Set<Digest>, needed: Set<Digest>)] = []
        var users: [Digest: Int] = [:]
        for image in try images() where !image.isReadOnly {
            var references = References(store: self)
            for target in image.targets { try references.add(target) }
            try references.add(image.record)
            let layers = references.needed.filter { layerSizes[$0] != nil }
            layersOf.append((image, layers, references.needed))
            for layer in layers { users[layer, default: 0] += 1 }
        }
        for (image, layers, needed) in layersOf {
            var item = ImageDiskUsage.Image(
                image: image, sharedSize: 0, uniqueSize: 0, compressedSize: needed.reduce(0) { $0 + (blobSizes[$1] ?? 0) },
                needed: needed)
            for layer in layers {
                if users[layer]! > 1 { item.sharedSize += layerSizes[layer]! } else { item.uniqueSize += layerSizes[layer]! }
            }
            usage.images.append(item)
        }
        return usage
    }

    private func allocated(_ path: String) throws(ImageStoreError) -> Int64 {
        try storing("measuring", path) { () throws(SystemCallError) in try AllocatedSpace.of(path) }
    }
}
