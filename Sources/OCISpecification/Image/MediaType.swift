/// The media types of images: of the OCI image specification, and of docker's before it.
public enum MediaType {
    public static let manifest = "application/vnd.oci.image.manifest.v1+json"
    public static let index = "application/vnd.oci.image.index.v1+json"
    public static let configuration = "application/vnd.oci.image.config.v1+json"
    public static let empty = "application/vnd.oci.empty.v1+json"
    public static let layout = "application/vnd.oci.layout.header.v1+json"
    public static let layer = "application/vnd.oci.image.layer.v1.tar"
    public static let layerGzip = "application/vnd.oci.image.layer.v1.tar+gzip"
    public static let layerZstd = "application/vnd.oci.image.layer.v1.tar+zstd"
    public static let foreignLayer = "application/vnd.oci.image.layer.nondistributable.v1.tar"
    public static let foreignLayerGzip = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"
    public static let foreignLayerZstd = "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd"

    public static let dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
    public static let dockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json"
    public static let dockerSchema1 = "application/vnd.docker.distribution.manifest.v1+json"
    public static let dockerSignedSchema1 = "application/vnd.docker.distribution.manifest.v1+prettyjws"
    public static let dockerConfiguration = "application/vnd.docker.container.image.v1+json"
    public static let dockerLayer = "application/vnd.docker.image.rootfs.diff.tar"
    public static let dockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip"
    public static let dockerLayerZstd = "application/vnd.docker.image.rootfs.diff.tar.zstd"
    public static let dockerForeignLayerGzip = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"

    public static func isManifest(_ type: String) -> Bool { type == manifest || type == dockerManifest }
    public static func isIndex(_ type: String) -> Bool { type == index || type == dockerManifestList }
    public static func isConfiguration(_ type: String) -> Bool {
        type == configuration || type == dockerConfiguration
    }

    /// How a layer of this type is packed; nil when it is no layer.
    public static func layerCompression(_ type: String) -> LayerCompression? {
        switch type {
        case layer, foreignLayer, dockerLayer: LayerCompression.none
        case layerGzip, foreignLayerGzip, dockerLayerGzip, dockerForeignLayerGzip: .gzip
        case layerZstd, foreignLayerZstd, dockerLayerZstd: .zstd
        default: nil
        }
    }

    /// What the type of a blob ends with when its bytes are encrypted.
    private static let encryptedSuffix = "+encrypted"

    public static func isEncrypted(_ type: String) -> Bool { type.hasSuffix(encryptedSuffix) }
    public static func encrypted(_ type: String) -> String { type + encryptedSuffix }

    /// The type of what an encrypted blob holds.
    public static func decrypted(_ type: String) -> String {
        isEncrypted(type) ? String(type.dropLast(encryptedSuffix.count)) : type
    }

    /// Whether a layer is not to be sent to a registry, only named by where it may be had.
    public static func isForeignLayer(_ type: String) -> Bool {
        [foreignLayer, foreignLayerGzip, foreignLayerZstd, dockerForeignLayerGzip].contains(type)
    }
}

/// How the bytes of a layer are packed.
public enum LayerCompression: Hashable, Sendable { case none, gzip, zstd }
