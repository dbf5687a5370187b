internal import Linux
internal import OCISpecification
internal import Seccomp

/// A launch request read and checked: what both sides of the bootstrap need, as plain values.
/// What this runtime does not do is refused here, before anything is made.
struct LaunchPlan {
    let id: String
    let process: ProcessSettings
    let root: RootPlan
    let hooks: HookPlan
    let userRanges: [IdentityRange]
    let groupRanges: [IdentityRange]
    let created: NamespaceKinds
    let hostName: String?
    let domainName: String?
    let kernelParameters: [(name: String, value: String)]
    let timeOffsets: [(clock: String, seconds: Int64, nanoseconds: UInt32)]
    let personality: UInt?
    let preservedDescriptors: Int
    let keepsKeyring: Bool
    let rootMountsBefore: Int?
    /// As the configuration has them.
    let namespaces: [(type: String, path: String?)]
    let seccomp: LinuxSeccomp?
    private let filterCache: String?
    let listener: SeccompListener?
    let memoryPolicy: MemoryPolicyPlan?
    let networkDevices: [NetworkDevicePlan]
    /// Who is to own the control group of version 2; nil leaves it to the runtime.
    let groupOwner: UInt32?
    /// With where its file system is mounted.
    let cacheControl: (plan: CacheControlPlan, root: String)?
    private let bundle: String
    private let specificationVersion: String
    private let annotations: [String: String]?

    init(_ request: borrowing LaunchRequest, namespaces: borrowing NamespacePlan) throws(RuntimeError) {
        let configuration = request.configuration
        try UnsupportedFields.check(configuration)
        guard let process = configuration.process else { throw .invalid("process", "it is missing") }
        id = request.id
        bundle = request.bundle
        specificationVersion = configuration.ociVersion
        annotations = configuration.annotations
        self.process = try ProcessSettings(process, annotations: configuration.annotations)
        created = namespaces.created
        self.namespaces = (configuration.linux?.namespaces ?? []).map { ($0.type, $0.path) }
        root = try RootPlan(
            configuration, root: request.root, bundle: request.bundle,
            inUserNamespace: created.contains(.user) || namespaces.joinedKinds.contains(.user), pivots: request.pivots,
            sharesMounts: !created.contains(.mount))
        if root.sharesMounts, case .directory(let path) = root.root {
            rootMountsBefore = try MountNamespaceVisit.perform(namespaces.joinedMountNamespace()) { () throws(RuntimeError) in
                try SharedMounts.count(on: path)
            }
        } else {
            rootMountsBefore = nil
        }
        hooks = try HookPlan(configuration)
        userRanges = IdentityRange.list(configuration.linux?.uidMappings)
        groupRanges = IdentityRange.list(configuration.linux?.gidMappings)
        if !created.contains(.user) && !namespaces.joinedKinds.contains(.user) && !userRanges.isEmpty {
            throw .invalid("linux.uidMappings", "it needs a user namespace")
        }
        hostName = try Self.name(configuration.hostname, "hostname", namespaces)
        domainName = try Self.name(configuration.domainname, "domainname", namespaces)
        var parameters: [(name: String, value: String)] = []
        for (name, value) in configuration.linux?.sysctl ?? [:] {
            try KernelParameters.check(name, created: created, joined: namespaces.joinedKinds)
            parameters.append((name, value))
        }
        kernelParameters = parameters
        timeOffsets = try Self.offsets(configuration.linux?.timeOffsets, created)
        personality = try Self.personality(configuration.linux?.personality)
        preservedDescriptors = request.preservedDescriptors
        keepsKeyring = request.keepsKeyring
        seccomp = configuration.linux?.seccomp
        filterCache = request.filterCache
        listener = try SeccompListener(configuration)
        if let seccomp { try SeccompListener.check(seccomp, listener) }
        memoryPolicy = try MemoryPolicyPlan(configuration.linux?.memoryPolicy)
        groupOwner = GroupDelegation.owner(configuration, created: created, users: userRanges)
        let classes = try CacheControlPlan(configuration.linux?.intelRdt, id: request.id)
        if let classes { cacheControl = (classes, try CacheControl.find()) } else { cacheControl = nil }
        networkDevices = try NetworkDevicePlan.list(
            configuration.linux?.netDevices, hasNamespace: created.union(namespaces.joinedKinds).contains(.network))
    }

    /// The filter of system calls in the form it is sent and kept in.
    func compileFilter() throws(RuntimeError) -> [UInt8]? {
        guard let seccomp else { return nil }
        return try FilterCompilation.compile(seccomp, listener, cache: filterCache)
    }

    /// The state that hooks read (OCI runtime specification, "State").
    func state(process: CInt, status: RuntimeStatus) -> [UInt8] {
        RuntimeStateText.write(stateValue(process: process, status: status))
    }

    func stateValue(process: CInt, status: RuntimeStatus) -> RuntimeState {
        RuntimeState(
            ociVersion: specificationVersion, id: id, status: status, pid: process, bundle: bundle,
            annotations: annotations)
    }

    private static func name(
        _ name: String?, _ field: String, _ namespaces: borrowing NamespacePlan
    ) throws(RuntimeError) -> String? {
        guard let name, !name.isEmpty else { return nil }
        guard namespaces.created.union(namespaces.joinedKinds).contains(.hostName) else {
            throw .invalid(field, "it needs a uts namespace of the container's own")
        }
        return namespaces.created.contains(.hostName) ? name : nil
    }

    private static func offsets(
        _ offsets: [String: LinuxTimeOffset]?, _ created: NamespaceKinds
    ) throws(RuntimeError) -> [(clock: String, seconds: Int64, nanoseconds: UInt32)] {
        guard let offsets, !offsets.isEmpty else { return [] }
        guard created.contains(.time) else {
            throw .invalid("linux.timeOffsets", "it needs a time namespace of the container's own")
        }
        var list: [(clock: String, seconds: Int64, nanoseconds: UInt32)] = []
        for (clock, offset) in offsets {
            guard clock == "monotonic" || clock == "boottime" else {
                throw .invalid("linux.timeOffsets", "\"\(clock)\" is no clock that can be moved")
            }
            list.append((clock, offset.secs ?? 0, offset.nanosecs ?? 0))
        }
        return list
    }

    static func personality(_ wanted: LinuxPersonality?) throws(RuntimeError) -> UInt? {
        guard let wanted else { return nil }
        if let flag = wanted.flags?.first { throw .unsupported("linux.personality.flags", "\"\(flag)\"") }
        switch wanted.domain {
        case "LINUX": return 0
        case "LINUX32": return 8
        default: throw .invalid("linux.personality.domain", "\"\(wanted.domain)\" is no personality")
        }
    }
}
