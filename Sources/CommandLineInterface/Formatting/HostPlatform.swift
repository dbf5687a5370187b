internal import OCISpecification

/// The platform this program was built for, in Go's names.
enum HostPlatform {
    /// Such as `amd64`.
    static var architecture: String { Platform.host.architecture }
    static var variant: String? { Platform.host.variant }
}
