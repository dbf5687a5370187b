internal import Archives
public import ContainerState
public import ImageStorage
internal import Linux
public import OCISpecification

/// What `commit` is told beside the container.
public struct CommitOptions: Sendable {
    /// None leaves an untagged image.
    public var name: ImageName?
    public var author: String?
    public var message: String?
    /// Instructions such as `CMD ["/bin/sh"]`, applied after all else.
    public var changes: [String] = []
    /// Laid over what the container was run with, before `changes`.
    public var overrides: ContainerDefaults?
    public var format: ManifestFormat = .oci
    /// One layer with everything in place of the image's layers and one more.
    public var squashes = false
    /// All volumes that the container was given become volumes of the image, not only anonymous ones.
    public var includesVolumes = false
    /// The container's processes stand still while its files are read.
    public var pauses = false

    public init() {}
}

extension Engine {
    /// Makes an image of a container: the layers of its image and one more with what it changed. Answers the image's id.
    ///
    /// Until the name is given nothing of it can be seen: a command that is killed leaves layers that nobody needs, which go like
    /// those of a broken pull.
    public func commit(_ container: ContainerDirectory, _ options: CommitOptions) throws(EngineError) -> Digest {
        let record = try record(container)
        let root = try plan(container).root
        guard !record.imageID.isEmpty else {
            throw EngineError(
                .unsupported,
                "cannot commit \(container.id), which was made with --rootfs: make an image of the directory with `apus import` instead")
        }
        let store = images
        let parent = try stored { () throws(ImageStoreError) in
            try store.contents(of: store.find("sha256:\(record.imageID)").record)
        }
        // Before anything is read: a wrong instruction is told at once.
        let config = try CommittedConfiguration(record: record, parent: parent, options: options).make()
        let paused = options.pauses ? try pauseForReading(container) : false
        var isPaused = paused
        // The first failure is the one to tell.
        defer { if isPaused { _ = try? resume(container) } }
        let transfer = try stored { () throws(ImageStoreError) in try store.beginTransfer() }
        defer { transfer.end() }
        let layer: IngestedLayer
        do throws(EngineError) {
            layer = try CommittedLayer(engine: self, container: container, record: record, root: root)
                .write(to: transfer, whole: options.squashes)
        } catch {
            // Its files went while they were read: that says more than which of them was the first.
            if (try? exists(container.path)) == false { throw removedMeanwhile(container) }
            throw error
        }
        if isPaused {
            isPaused = false
            try resume(container)
        }
        // A removal moves the directory away before it deletes anything: files that went away meanwhile are told here.
        let isThere = try system("looking for \(container.path)") { () throws(SystemCallError) in try exists(container.path) }
        guard isThere else { throw removedMeanwhile(container) }
        let history = ImageHistory(
            created_by: (record.entrypoint + record.command).joined(separator: " "), author: options.author, comment: options.message)
        var recipe = ImageRecipe(
            parent: parent, steps: [(layer, history)], config: config, platform: parent.platform,
            author: options.author ?? parent.configuration.author, format: options.format)
        if options.squashes { recipe.parent = nil }
        return try stored { () throws(ImageStoreError) in
            try transfer.publish(
                transfer.make(recipe), as: options.name.map { [$0] } ?? [], platform: parent.platform)
        }.id
    }

    private func removedMeanwhile(_ container: ContainerDirectory) -> EngineError {
        EngineError(.notFound, "the container \(container.id) was removed while it was committed: no image was made")
    }

    /// Pauses a container that runs; answers whether it has to be resumed.
    private func pauseForReading(_ container: ContainerDirectory) throws(EngineError) -> Bool {
        let now = try settledLiveness(container)
        guard case .running = now, !isPaused(container, now) else { return false }
        try pause(container)
        return true
    }
}
