public import Archives

/// With whose rights layers are unpacked.
public enum StoreMode: Hashable, Sendable {
    /// Root: owners, devices and `trusted.overlay.*` attributes as they are.
    case privileged
    /// Root of a user namespace with ranges of ids: `user.overlay.*`, no devices.
    case userNamespace
    /// A user with one id only: all files are the caller's where the kernel refuses other owners.
    case singleID

    public var extraction: ExtractionOptions {
        switch self {
        case .privileged: return .layer
        case .userNamespace: return .rootlessLayer
        case .singleID:
            var options = ExtractionOptions.rootlessLayer
            options.owners = .archiveWherePermitted
            return options
        }
    }
}
