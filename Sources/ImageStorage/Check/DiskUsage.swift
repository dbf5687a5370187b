internal import OCISpecification

/// What the image store takes on the disk; `system df`.
public struct ImageDiskUsage: Sendable {
    public struct Image: Sendable {
        public var image: ImageRecord
        /// Bytes of files in layers that other images have too.
        public var sharedSize: Int64
        /// Bytes of files that only this image has.
        public var uniqueSize: Int64
    }
    public var images: [Image] = []
    /// Bytes of the files of all layers, each once.
    public var layerBytes: Int64 = 0
    public var layerCount = 0
    /// Bytes of all blobs.
    public var blobBytes: Int64 = 0
    public var blobCount = 0

    public init() {}

    /// Bytes that would be free without the images that `isUsed` does not name.
    public func reclaimable(isUsed: (ImageRecord) -> Bool) -> Int64 {
        images.reduce(0) { isUsed($1.image) ? $0 : $0 + $1.uniqueSize }
    }
}

extension ImageStore {
    public func diskUsage() throws(ImageStoreError) -> ImageDiskUsage {
        var usage = ImageDiskUsage()
        var layersOf: [(ImageRecord, Set<Digest>)] = []
        var users: [Digest: Int] = [:]
        for image in try images() {
            // An image that cannot be read is shown with no layers; `check` tells about it.
            let diffIDs = Set((try? contents(of: image.record))?.diffIDs ?? [])
            layersOf.append((image, diffIDs))
            for diffID in diffIDs { users[diffID, default: 0] += 1 }
        }
        var sizes: [Digest: Int64] = [:]
        for diffID in users.keys { sizes[diffID] = (try? layers.record(of: diffID))?.contentBytes ?? 0 }
        for (image, diffIDs) in layersOf {
            var item = ImageDiskUsage.Image(image: image, sharedSize: 0, uniqueSize: 0)
            for diffID in diffIDs {
                if users[diffID]! > 1 { item.sharedSize += sizes[diffID]! } else { item.uniqueSize += sizes[diffID]! }
            }
            usage.images.append(item)
        }
        for identity in try layers.all() {
            usage.layerBytes += (try? layers.record(of: identity))?.contentBytes ?? 0
            usage.layerCount += 1
        }
        for (_, size) in try content.all() {
            usage.blobBytes += size
            usage.blobCount += 1
        }
        return usage
    }
}
