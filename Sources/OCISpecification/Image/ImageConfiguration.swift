public import JSONText

/// What an image is for, how it is run, and what it is made of.
///
/// The names are those of the file; docker's own fields are kept.
public struct ImageConfiguration: JSONDirect, Hashable, Sendable {
    /// RFC 3339.
    public var created: String?
    public var author: String?
    /// Empty in what is no image of programs.
    public var architecture: String
    public var variant: String?
    public var os: String
    public var osVersion: String?
    public var osFeatures: [String]?
    public var config: ContainerDefaults?
    public var rootfs: ImageRootFileSystem
    public var history: [ImageHistory]?
    public var container: String?
    /// What the last build step ran (docker).
    public var container_config: ContainerDefaults?
    public var docker_version: String?
    public var parent: String?
    public var id: String?
    public var comment: String?

    public init(
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

    public typealias Config = ContainerDefaults

    /// What the image was built for.
    public var platform: Platform {
        Platform(architecture: architecture, os: os, osVersion: osVersion, osFeatures: osFeatures, variant: variant)
    }
}

extension ImageConfiguration {
    public init(reading json: inout JSONReader) throws(JSONError) {
        created = try json.optional("created")
        author = try json.optional("author")
        architecture = try json.optional("architecture") ?? ""
        variant = try json.optional("variant")
        os = try json.optional("os") ?? ""
        osVersion = try json.optional("os.version")
        osFeatures = try json.optional("os.features")
        config = try json.optional("config")
        rootfs = try json.required("rootfs")
        history = try json.optional("history")
        container = try json.optional("container")
        container_config = try json.optional("container_config")
        docker_version = try json.optional("docker_version")
        parent = try json.optional("parent")
        id = try json.optional("id")
        comment = try json.optional("comment")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("created", created)
        try json.add("author", author)
        try json.add("architecture", architecture)
        try json.add("variant", variant)
        try json.add("os", os)
        try json.add("os.version", osVersion)
        try json.add("os.features", osFeatures)
        try json.add("config", config)
        try json.add("rootfs", rootfs)
        try json.add("history", history)
        try json.add("container", container)
        try json.add("container_config", container_config)
        try json.add("docker_version", docker_version)
        try json.add("parent", parent)
        try json.add("id", id)
        try json.add("comment", comment)
    }
}
