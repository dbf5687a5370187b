internal import Linux
internal import OCISpecification

/// What the file system of a container is to be, read and checked before anything is made.
struct RootPlan {
    let root: RootSource
    let mounts: [MountPlan]
    let devices: [DeviceNode]
    let maskedPaths: [String]
    let readonlyPaths: [String]
    let isReadOnly: Bool
    let propagation: (kind: MountPropagation, recursive: Bool)?
    let mountLabel: String?
    /// The option of mounts that takes the label.
    let labelOption: String
    let workingDirectory: String
    let inUserNamespace: Bool
    let pivots: Bool
    /// The container has no mount namespace of its own: what is mounted for it, the runtime's has too.
    let sharesMounts: Bool
    /// Hooks that run before the root is entered find it where the bundle names it (OCI runtime specification, "Hooks").
    let showsRootToHooks: Bool

    init(
        _ configuration: borrowing RuntimeConfiguration, root: RootSource, bundle: String, inUserNamespace: Bool,
        pivots: Bool, sharesMounts: Bool = false
    ) throws(RuntimeError) {
        self.root = root
        self.inUserNamespace = inUserNamespace
        self.pivots = pivots
        self.sharesMounts = sharesMounts
        if sharesMounts { try SharedMounts.check(configuration, root) }
        let hooks = configuration.hooks
        showsRootToHooks = [hooks?.prestart, hooks?.createRuntime, hooks?.createContainer].contains { !($0 ?? []).isEmpty }
        var mounts: [MountPlan] = []
        let list = configuration.mounts ?? []
        mounts.reserveCapacity(list.count)
        let container = (
            IdentityRange.list(configuration.linux?.uidMappings), IdentityRange.list(configuration.linux?.gidMappings)
        )
        for (index, mount) in list.enumerated() {
            mounts.append(try MountPlan(mount, index: index, bundle: bundle, container: container))
        }
        self.mounts = mounts
        isReadOnly = configuration.root?.readonly ?? false
        maskedPaths = configuration.linux?.maskedPaths ?? []
        readonlyPaths = configuration.linux?.readonlyPaths ?? []
        workingDirectory = configuration.process?.cwd ?? "/"
        if let text = configuration.linux?.rootfsPropagation, !text.isEmpty {
            guard let propagation = MountOptions.rootPropagation(text) else {
                throw .invalid("linux.rootfsPropagation", "\"\(text)\" is no propagation")
            }
            self.propagation = propagation
        } else {
            propagation = nil
        }
        mountLabel = configuration.linux?.mountLabel.flatMap { $0.isEmpty ? nil : $0 }
        labelOption = configuration.annotations?["run.oci.mount_context_type"] ?? "context"
        guard ["context", "fscontext", "defcontext", "rootcontext"].contains(labelOption) else {
            throw .invalid("annotations.run.oci.mount_context_type", "\"\(labelOption)\" is no kind of context")
        }
        var devices: [DeviceNode] = []
        for (index, device) in (configuration.linux?.devices ?? []).enumerated() {
            devices.append(try Self.device(device, index))
        }
        self.devices = devices
    }

    /// A bind mount of another `/dev` brings its own devices.
    var makesDevices: Bool {
        for mount in mounts where mount.destination == "/dev" {
            if case .bind = mount.kind { return false }
        }
        return true
    }

    /// Something of it is seen through an idmapped mount.
    var mapsOwners: Bool {
        if case .overlay(_, _, _, _, mapsOwners: true) = root { return true }
        return mounts.contains { $0.owners != nil }
    }

    var hasTerminals: Bool { mounts.contains { $0.destination == "/dev/pts" } }

    private static func device(_ device: LinuxDevice, _ index: Int) throws(RuntimeError) -> DeviceNode {
        let kind: DeviceNode.Kind
        switch device.type {
        case "c", "u": kind = .character
        case "b": kind = .block
        case "p": kind = .fifo
        default: throw .invalid("linux.devices[\(index)].type", "\"\(device.type)\" is no kind of device")
        }
        guard device.path.hasPrefix("/") else {
            throw .invalid("linux.devices[\(index)].path", "\"\(device.path)\" is not an absolute path")
        }
        if kind != .fifo && (device.major == nil || device.minor == nil) {
            throw .invalid("linux.devices[\(index)]", "\(device.path) needs major and minor")
        }
        return DeviceNode(
            path: device.path, kind: kind, major: UInt32(clamping: device.major ?? 0),
            minor: UInt32(clamping: device.minor ?? 0),
            permissions: UInt32(clamping: device.fileMode ?? 0o666) & 0o7777,
            user: device.uid ?? 0, group: device.gid ?? 0)
    }
}
