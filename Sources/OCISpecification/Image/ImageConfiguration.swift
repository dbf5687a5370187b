/// What an image is for, how it is run, and what it is made of.
///
/// The names are those of the file; docker's own fields are kept.
package struct ImageConfiguration: Codable, Hashable, Sendable {
    /// RFC 3339.
    package var created: String?
    package var author: String?
    package var architecture: String
    package var variant: String?
    package var os: String
    package var osVersion: String?
    package var osFeatures: [String]?
    package var config: ContainerDefaults?
    package var rootfs: ImageRootFileSystem
    package var history: [ImageHistory]?
    package var container: String?
    /// What the last build step ran (docker).
    package var container_config: ContainerDefaults?
    package var docker_version: String?
    package var parent: String?
    package var id: String?
    package var comment: String?

    package init(
        created: String? = nil, author: String? = nil, architecture: String, variant: String? = nil, os: String,
        osVersion: String? = nil, osFeatures: [String]? = nil, config: ContainerDefaults? = nil,
        rootfs: ImageRootFileSystem, history: [ImageHistory]? = nil, container: String? = nil,
        container_config: ContainerDefaults? = nil, docker_version: String? = nil, parent: String? = nil,
        id: String? = nil, comment: String? = nil
    ) {
        self.created = created
        self.author = author
        self.architecture = architecture
        self.variant = variant
        self.os = os
        self.osVersion = osVersion
        self.osFeatures = osFeatures
        self.config = config
        self.rootfs = rootfs
        self.history = history
        self.container = container
        self.container_config = container_config
        self.docker_version = docker_version
        self.parent = parent
        self.id = id
        self.comment = comment
    }

    package typealias Config = ContainerDefaults

    /// What the image was built for.
    package var platform: Platform {
        Platform(architecture: architecture, os: os, osVersion: osVersion, osFeatures: osFeatures, variant: variant)
    }

    private enum CodingKeys: String, CodingKey {
        case created, author, architecture, variant, os
        case osVersion = "os.version"
        case osFeatures = "os.features"
        case config, rootfs, history, container, container_config, docker_version, parent, id, comment
    }
}
