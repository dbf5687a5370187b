public import Archives
internal import Linux

/// With whose rights layers are unpacked.
public enum StoreMode: Hashable, Sendable {
    /// Root: owners, devices and `trusted.overlay.*` attributes as they are.
    case privileged
    /// Root of a user namespace with ranges of ids: `user.overlay.*`, no devices.
    case userNamespace
    /// A user with one id only: all files are the caller's where the kernel refuses other owners.
    case singleID

    public func extraction(_ form: LayerForm) -> ExtractionOptions {
        var options = self == .privileged ? ExtractionOptions.layer : .rootlessLayer
        options.writesBigFilesDirectly = true
        if self == .singleID { options.owners = .archiveWherePermitted }
        if form != .devices { options.whiteouts = .literal }
        if form == .marks {
            options.rename = { path in
                let leaf = path.bytes.lastIndex(of: 0x2f).map { $0 + 1 } ?? 0
                guard path.bytes[leaf...].starts(with: ".wh.".utf8) else { return path }
                return ByteName(path.bytes[..<leaf] + [0x2e] + path.bytes[leaf...])
            }
        }
        return options
    }
}
