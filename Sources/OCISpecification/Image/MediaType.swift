/// The media types of images: of the OCI image specification, and of docker's before it.
package enum MediaType {
    package static let manifest = "application/vnd.oci.image.manifest.v1+json"
    package static let index = "application/vnd.oci.image.index.v1+json"
    package static let configuration = "application/vnd.oci.image.config.v1+json"
    package static let empty = "application/vnd.oci.empty.v1+json"
    package static let layout = "application/vnd.oci.layout.header.v1+json"
    package static let layer = "application/vnd.oci.image.layer.v1.tar"
    package static let layerGzip = "application/vnd.oci.image.layer.v1.tar+gzip"
    package static let layerZstd = "application/vnd.oci.image.layer.v1.tar+zstd"
    package static let foreignLayer = "application/vnd.oci.image.layer.nondistributable.v1.tar"
    package static let foreignLayerGzip = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"
    package static let foreignLayerZstd = "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd"

    package static let dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
    package static let dockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json"
    package static let dockerSchema1 = "application/vnd.docker.distribution.manifest.v1+json"
    package static let dockerSignedSchema1 = "application/vnd.docker.distribution.manifest.v1+prettyjws"
    package static let dockerConfiguration = "application/vnd.docker.container.image.v1+json"
    package static let dockerLayer = "application/vnd.docker.image.rootfs.diff.tar"
    package static let dockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip"
    package static let dockerLayerZstd = "application/vnd.docker.image.rootfs.diff.tar.zstd"
    package static let dockerForeignLayerGzip = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"

    package static func isManifest(_ type: String) -> Bool { type == manifest || type == dockerManifest }
    package static func isIndex(_ type: String) -> Bool { type == index || type == dockerManifestList }
    package static func isConfiguration(_ type: String) -> Bool {
        type == configuration || type == dockerConfiguration
    }

    /// How a layer of this type is packed; nil when it is no layer.
    package static func layerCompression(_ type: String) -> LayerCompression? {
        switch type {
        case layer, foreignLayer, dockerLayer: LayerCompression.none
        case layerGzip, foreignLayerGzip, dockerLayerGzip, dockerForeignLayerGzip: .gzip
        case layerZstd, foreignLayerZstd, dockerLayerZstd: .zstd
        default: nil
        }
    }

    /// Whether a layer is not to be sent to a registry, only named by where it may be had.
    package static func isForeignLayer(_ type: String) -> Bool {
        [foreignLayer, foreignLayerGzip, foreignLayerZstd, dockerForeignLayerGzip].contains(type)
    }
}

/// How the bytes of a layer are packed.
package enum LayerCompression: Hashable, Sendable { case none, gzip, zstd }
