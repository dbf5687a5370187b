public import Linux
public import OCISpecification

/// How manifests of new images are written: in the words of OCI, or of docker where a reader needs it.
public enum ManifestFormat: String, Hashable, Sendable { case oci, docker }

/// What a new image is made of.
public struct ImageRecipe: Sendable {
    /// What it builds on; nil for an image from scratch.
    public var parent: ImageContents?
    /// New layers with how each was made, lowest first; nil is a step that changed no file.
    public var steps: [(layer: IngestedLayer?, history: ImageHistory)]
    public var config: ContainerDefaults
    public var platform: Platform
    public var created: Timestamp
    public var author: String?
    public var annotations: [String: String]
    public var format: ManifestFormat

    public init(
        parent: ImageContents? = nil, steps: [(layer: IngestedLayer?, history: ImageHistory)] = [],
        config: ContainerDefaults? = nil, platform: Platform? = nil, created: Timestamp = .now, author: String? = nil,
        annotations: [String: String] = [:], format: ManifestFormat = .oci
    ) {
        self.parent = parent
        self.steps = steps
        self.config = config ?? parent?.configuration.config ?? ContainerDefaults()
        self.platform = platform ?? parent?.platform ?? .host
        self.created = created
        self.author = author ?? parent?.configuration.author
        self.annotations = annotations
        self.format = format
    }
}

extension ImageTransfer {
    /// Writes configuration and manifest of a new image; publish the answer to name it.
    public func make(_ recipe: ImageRecipe) throws(ImageStoreError) -> NameRecord.Target {
        let parent = recipe.parent
        var descriptors = parent?.manifest.layers ?? []
        var diffIDs = parent?.diffIDs ?? []
        var history = parent?.configuration.history ?? []
        if history.filter({ $0.empty_layer != true }).count != diffIDs.count {
            // A parent with less history than layers would shift every line after it.
            history = diffIDs.map { _ in
                ImageHistory(created: parent?.configuration.created, comment: "layer of the parent")
            }
        }
        for step in recipe.steps {
            var line = step.history
            line.created = line.created ?? recipe.created.rfc3339Nano
            line.empty_layer = step.layer == nil ? true : nil
            history.append(line)
            guard let layer = step.layer else { continue }
            diffIDs.append(layer.diffID)
            descriptors.append(layer.descriptor(recipe.format))
        }
        guard diffIDs.count <= ImageDocuments.layerLimit else {
            throw ImageStoreError(.tooLarge, "making the image", "", cause: "it would have \(diffIDs.count) layers")
        }
        let configuration = ImageConfiguration(
            created: recipe.created.rfc3339Nano, author: recipe.author, architecture: recipe.platform.architecture,
            variant: recipe.platform.variant, os: recipe.platform.os, osVersion: recipe.platform.osVersion,
            osFeatures: recipe.platform.osFeatures, config: recipe.config,
            rootfs: ImageRootFileSystem(type: "layers", diff_ids: diffIDs), history: history)
        let isDocker = recipe.format == .docker
        let target = try put(
            configuration, mediaType: isDocker ? MediaType.dockerConfiguration : MediaType.configuration)
        let manifest = ImageManifest(
            schemaVersion: 2, mediaType: isDocker ? MediaType.dockerManifest : MediaType.manifest,
            config: ContentDescriptor(mediaType: target.mediaType, digest: target.digest, size: target.size),
            layers: descriptors.map { isDocker ? $0.inDockerWords : $0.inOCIWords },
            annotations: recipe.annotations.isEmpty || isDocker ? nil : recipe.annotations)
        return try put(manifest, mediaType: manifest.mediaType ?? MediaType.manifest)
    }
}

extension IngestedLayer {
    func descriptor(_ format: ManifestFormat) -> ContentDescriptor {
        let docker = descriptor
        return format == .docker ? docker : docker.inOCIWords
    }
}

extension ContentDescriptor {
    /// The same layer under OCI's name for its type.
    var inOCIWords: ContentDescriptor {
        var descriptor = self
        descriptor.mediaType =
            switch mediaType {
            case MediaType.dockerLayer: MediaType.layer
            case MediaType.dockerLayerGzip: MediaType.layerGzip
            case MediaType.dockerLayerZstd: MediaType.layerZstd
            default: mediaType
            }
        return descriptor
    }

    /// The same layer under docker's name for its type.
    var inDockerWords: ContentDescriptor {
        var descriptor = self
        descriptor.mediaType =
            switch mediaType {
            case MediaType.layer: MediaType.dockerLayer
            case MediaType.layerGzip: MediaType.dockerLayerGzip
            case MediaType.layerZstd: MediaType.dockerLayerZstd
            default: mediaType
            }
        return descriptor
    }
}

extension ImageStore {
    /// What `import` is told beside the archive.
    public struct ImportOptions: Sendable {
        public var names: [ImageName]
        public var changes: [String]
        public var message: String
        public var platform: Platform
        public var created: Timestamp

        public init(
            names: [ImageName] = [], changes: [String] = [], message: String = "", platform: Platform = .host,
            created: Timestamp = .now
        ) {
            self.names = names
            self.changes = changes
            self.message = message
            self.platform = platform
            self.created = created
        }
    }
}
